/** RGB frames to picture files, by sharp: PNG, JPEG, WebP, AVIF. */
import { extname } from 'node:path';
import type { Sharp } from 'sharp';
import { UsageError } from '../report/failure.js';
import type { Orientation } from './orientation.js';

export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'avif';

const BY_NAME: Readonly<Record<string, ImageFormat>> = {
  png: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  webp: 'webp',
  avif: 'avif',
};

/** The format by name (`--format`) or else by the ending of the file's name. */
export function imageFormatOf(path: string, name?: string): ImageFormat {
  const format = BY_NAME[(name ?? extname(path).slice(1)).toLowerCase()];
  if (format !== undefined) return format;
  const what =
    name === undefined ? `the ending of ${path} names no picture format` : `${name} is no picture format`;
  throw new UsageError(
    `${what}: use png, jpg, webp or avif${name === undefined ? ', or give --format' : ''}`,
  );
}

export interface ImageOptions {
  readonly format: ImageFormat;
  /** 1 to 100; each format's own default if absent. PNG is lossless and ignores it. */
  readonly quality?: number;
  readonly orientation: Orientation;
  /** Exact size of the result, where the decoder could only come near it (it makes even sizes only). */
  readonly size?: { readonly width: number; readonly height: number };
}

export interface RgbPicture {
  /** 8-bit RGB, rows without padding. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

function encoded(image: Sharp, format: ImageFormat, quality: number | undefined): Sharp {
  const options = quality === undefined ? {} : { quality };
  switch (format) {
    case 'png':
      return image.png();
    case 'jpeg':
      // 4:4:4 costs little and keeps coloured edges.
      return image.jpeg({ ...options, chromaSubsampling: '4:4:4' });
    case 'webp':
      return image.webp(options);
    case 'avif':
      return image.avif(options);
  }
}

/**
 * One step after another: within a single pipeline sharp flips before it turns and turns before it resizes, whatever
 * the order of the calls.
 */
async function inSteps(picture: RgbPicture, steps: readonly ((image: Sharp) => Sharp)[]): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  let { data, width, height } = picture;
  for (const step of steps) {
    const image = step(sharp(data, { raw: { width, height, channels: 3 } }));
    const result = await image.raw().toBuffer({ resolveWithObject: true });
    data = result.data;
    ({ width, height } = result.info);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** The picture as the bytes of a file. */
export async function encodeImage(picture: RgbPicture, options: ImageOptions): Promise<Uint8Array> {
  const { orientation, size } = options;
  const steps: ((image: Sharp) => Sharp)[] = [];
  if (size !== undefined && (size.width !== picture.width || size.height !== picture.height)) {
    steps.push((image) => image.resize(size.width, size.height, { fit: 'fill' }));
  }
  if (orientation.quarterTurns !== 0) steps.push((image) => image.rotate(orientation.quarterTurns * 90));
  if (orientation.mirrored) steps.push((image) => image.flop());
  return encoded(await inSteps(picture, steps), options.format, options.quality).toBuffer();
}

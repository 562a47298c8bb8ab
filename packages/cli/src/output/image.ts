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

/** The picture as the bytes of a file. */
export async function encodeImage(picture: RgbPicture, options: ImageOptions): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const { orientation, size } = options;
  const raw = { width: picture.width, height: picture.height, channels: 3 as const };
  let image = sharp(picture.data, { raw });
  if (size !== undefined && (size.width !== raw.width || size.height !== raw.height)) {
    image = image.resize(size.width, size.height, { fit: 'fill' });
  }
  const turned = orientation.quarterTurns !== 0 || orientation.mirrored;
  if (turned) {
    // A pipeline of its own: within one, sharp turns before it resizes whatever the order of the calls.
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    image = sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
    image = image.rotate(orientation.quarterTurns * 90).flop(orientation.mirrored);
  }
  return encoded(image, options.format, options.quality).toBuffer();
}

/** RGB frames to picture files, by sharp: PNG, JPEG, WebP, AVIF. */
import { extname } from 'node:path';
import type { Sharp } from 'sharp';
import { UsageError } from '../report/failure.js';

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
      // A fifth larger than by sharp's own choice, in half the time.
      return image.png({ compressionLevel: 1 });
    case 'jpeg':
      // 4:4:4 costs little and keeps coloured edges.
      return image.jpeg({ ...options, chromaSubsampling: '4:4:4' });
    case 'webp':
      return image.webp(options);
    case 'avif':
      return image.avif(options);
  }
}

/** Loads what encodes pictures, ahead of the first one. */
export async function loadEncoder(): Promise<typeof import('sharp')['default']> {
  return (await import('sharp')).default;
}

/** The picture as the bytes of a file. */
export async function encodeImage(
  { data, width, height }: RgbPicture,
  { format, quality }: ImageOptions,
): Promise<Uint8Array> {
  const sharp = await loadEncoder();
  return encoded(sharp(data, { raw: { width, height, channels: 3 } }), format, quality).toBuffer();
}

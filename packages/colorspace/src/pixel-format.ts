/** Pixel formats and how their pictures lie in memory, tightly packed. */

/** What a decoder's surface can hold. P-formats and yuv444p16 keep 10 and 12 bits at the top of 16. */
export const surfaceFormats = ['nv12', 'p016', 'yuv444', 'yuv444p16', 'nv16', 'p216'] as const;

/** The name of a surface format. */
export type SurfaceFormat = (typeof surfaceFormats)[number];

/** What a picture can be asked for as. */
export const pixelFormats = [
  ...surfaceFormats,
  'rgb24',
  'bgr24',
  'rgba32',
  'rgb48',
  'rgb444p',
  'rgb444p16',
  'rgb444pf32',
  'rgb444pf16',
  'rgbf32',
  'rgbf16',
  'gray',
  'gray16',
] as const;

/**
 * The name of a pixel format: a surface format; R′G′B′ interleaved (rgb24, bgr24, rgba32, rgb48, rgbf32, rgbf16) or in
 * planes (rgb444p…), of 8, 16, half-float or float samples; or grey (gray, gray16): luma alone. All but the surface
 * formats are full range: black is 0, white the largest code or 1.0. The alpha of rgba32 is opaque.
 */
export type PixelFormat = (typeof pixelFormats)[number];

/** The type of one sample. */
export type SampleType = 'uint8' | 'uint16' | 'float16' | 'float32';

/** One plane of a tightly packed picture. */
export interface PlaneOfLayout {
  /** Bytes from the start of the picture. */
  readonly offset: number;
  /** Bytes from one row to the next. */
  readonly pitchBytes: number;
  /** Bytes of a row. */
  readonly widthBytes: number;
  /** Rows. */
  readonly height: number;
}

/** A tightly packed picture. */
export interface ImageLayout {
  /** What its samples are. */
  readonly format: PixelFormat;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** Its planes, one behind the other. */
  readonly planes: readonly PlaneOfLayout[];
  /** Size in bytes. */
  readonly byteLength: number;
  /** The type of its samples. */
  readonly dtype: SampleType;
  /**
   * As a tensor: interleaved (height, width, channels), grey having one; planar (channels, height, width); NV12 and its kin, whose
   * planes differ, (rows of all planes, width), or (samples) where an odd width makes the rows differ.
   */
  readonly shape: readonly number[];
  /** In samples, one for each dimension of `shape`. */
  readonly strides: readonly number[];
}

interface PlaneKind {
  readonly samples: number;
  readonly halfWidth?: boolean;
  readonly halfHeight?: boolean;
}

interface FormatKind {
  readonly dtype: SampleType;
  readonly planes: readonly PlaneKind[];
}

const luma: PlaneKind = { samples: 1 };
const threePlanes = [luma, luma, luma];
const interleaved420 = [luma, { samples: 2, halfWidth: true, halfHeight: true }];
const interleaved422 = [luma, { samples: 2, halfWidth: true }];

const kinds: Readonly<Record<PixelFormat, FormatKind>> = {
  nv12: { dtype: 'uint8', planes: interleaved420 },
  p016: { dtype: 'uint16', planes: interleaved420 },
  nv16: { dtype: 'uint8', planes: interleaved422 },
  p216: { dtype: 'uint16', planes: interleaved422 },
  yuv444: { dtype: 'uint8', planes: threePlanes },
  yuv444p16: { dtype: 'uint16', planes: threePlanes },
  rgb24: { dtype: 'uint8', planes: [{ samples: 3 }] },
  bgr24: { dtype: 'uint8', planes: [{ samples: 3 }] },
  rgba32: { dtype: 'uint8', planes: [{ samples: 4 }] },
  rgb48: { dtype: 'uint16', planes: [{ samples: 3 }] },
  rgbf32: { dtype: 'float32', planes: [{ samples: 3 }] },
  rgbf16: { dtype: 'float16', planes: [{ samples: 3 }] },
  gray: { dtype: 'uint8', planes: [luma] },
  gray16: { dtype: 'uint16', planes: [luma] },
  rgb444p: { dtype: 'uint8', planes: threePlanes },
  rgb444p16: { dtype: 'uint16', planes: threePlanes },
  rgb444pf16: { dtype: 'float16', planes: threePlanes },
  rgb444pf32: { dtype: 'float32', planes: threePlanes },
};

const sampleBytes: Readonly<Record<SampleType, number>> = { uint8: 1, uint16: 2, float16: 2, float32: 4 };

/** The type of a format's samples. */
export function sampleType(format: PixelFormat): SampleType {
  return kinds[format].dtype;
}

/** Bytes of one sample of a format. */
export function bytesPerSample(format: PixelFormat): number {
  return sampleBytes[kinds[format].dtype];
}

/** How many chroma samples there are for those of luma. */
export interface ChromaSubsampling {
  /** Whether chroma has half as many columns. */
  readonly halfWidth: boolean;
  /** Whether chroma has half as many rows. */
  readonly halfHeight: boolean;
}

/** The chroma subsampling of a surface format. */
export function chromaSubsampling(format: SurfaceFormat): ChromaSubsampling {
  const { halfWidth = false, halfHeight = false } = kinds[format].planes[1] ?? luma;
  return { halfWidth, halfHeight };
}

/**
 * How a `width` x `height` picture of `format` lies in memory without padding. Halved chroma of an odd size is
 * rounded up.
 * @throws TypeError for an unknown format. @throws RangeError for a size that is not a positive integer.
 */
export function imageLayout(format: PixelFormat, width: number, height: number): ImageLayout {
  if (!Object.hasOwn(kinds, format)) {
    throw new TypeError(`Unknown pixel format '${format}'; known are ${pixelFormats.join(', ')}`);
  }
  for (const [name, value] of Object.entries({ width, height })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} must be a positive integer, not ${value}`);
  }
  const { dtype, planes: planeKinds } = kinds[format];
  const planes: PlaneOfLayout[] = [];
  let byteLength = 0;
  for (const plane of planeKinds) {
    const columns = plane.halfWidth ? Math.ceil(width / 2) : width;
    const rows = plane.halfHeight ? Math.ceil(height / 2) : height;
    const widthBytes = columns * plane.samples * sampleBytes[dtype];
    planes.push({ offset: byteLength, pitchBytes: widthBytes, widthBytes, height: rows });
    byteLength += widthBytes * rows;
  }
  const shape = tensorShape(planeKinds, planes, { width, height, samples: byteLength / sampleBytes[dtype] });
  return { format, width, height, planes, byteLength, dtype, shape, strides: packedStrides(shape) };
}

/** Pictures of one kind, one behind the other: the target of a batch. */
export interface BatchLayout {
  /** Each picture; picture n starts n · `image.byteLength` bytes after the first. */
  readonly image: ImageLayout;
  /** How many. */
  readonly count: number;
  /** Size in bytes. */
  readonly byteLength: number;
  /** `image.shape` with `count` before it: NHWC for interleaved formats, NCHW for planar ones. */
  readonly shape: readonly number[];
  /** In samples, one for each dimension of `shape`. */
  readonly strides: readonly number[];
}

/** How `count` pictures lie in one tensor. @throws RangeError when `count` is not a positive integer. */
export function batchLayout(image: ImageLayout, count: number): BatchLayout {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`count must be a positive integer, not ${count}`);
  const shape = [count, ...image.shape];
  return { image, count, byteLength: count * image.byteLength, shape, strides: packedStrides(shape) };
}

function tensorShape(
  kind: readonly PlaneKind[],
  planes: readonly PlaneOfLayout[],
  { width, height, samples }: { width: number; height: number; samples: number },
): number[] {
  if (kind.length === 1) return [height, width, kind[0]?.samples ?? 1];
  if (kind.length === 3) return [3, height, width];
  const sameRows = planes.every((plane) => plane.widthBytes === planes[0]?.widthBytes);
  return sameRows ? [planes.reduce((rows, plane) => rows + plane.height, 0), width] : [samples];
}

function packedStrides(shape: readonly number[]): number[] {
  return shape.map((_, dimension) => shape.slice(dimension + 1).reduce((size, length) => size * length, 1));
}

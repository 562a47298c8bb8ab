/**
 * Frames as decoded to raw formats, by moving and shifting samples: planes are split or interleaved, the high-aligned
 * samples of NVDEC's 16-bit surfaces (P016) brought to where a planar format wants them, the picture turned.
 * No colour is converted, so a hash of the result is a statement about the decoder.
 */
import type { SurfaceFormat } from 'nvcodec';
import { isUpright, type Orientation, turnPlane, UPRIGHT } from './orientation.js';
import type { RawFormat } from './raw-format.js';

type Samples = Uint8Array | Uint16Array;

export interface PictureShape {
  readonly format: SurfaceFormat;
  /** Luma samples a row and rows. */
  readonly width: number;
  readonly height: number;
}

interface Plane {
  readonly width: number;
  readonly height: number;
}

const SUBSAMPLING = { '400': [0, 0], '420': [1, 1], '422': [1, 0], '444': [0, 0] } as const;

function surfaceChroma(format: SurfaceFormat): '420' | '422' | '444' {
  if (format === 'nv12' || format === 'p016') return '420';
  return format === 'nv16' || format === 'p216' ? '422' : '444';
}

function isSemiplanar(format: SurfaceFormat): boolean {
  return surfaceChroma(format) !== '444';
}

/** Y, U and V of a picture, in samples; odd sizes round up (H.264 6.2, FFmpeg likewise). */
function planesOf(chroma: keyof typeof SUBSAMPLING, width: number, height: number): [Plane, Plane, Plane] {
  const [horizontal, vertical] = SUBSAMPLING[chroma];
  const sub: Plane = { width: (width + horizontal) >> horizontal, height: (height + vertical) >> vertical };
  return [{ width, height }, sub, sub];
}

function like(samples: Samples, length: number): Samples {
  return samples instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
}

/** The three planes of a tightly packed frame; interleaved chroma is split. */
function split(frame: Samples, shape: PictureShape): Samples[] {
  const [luma, chroma] = planesOf(surfaceChroma(shape.format), shape.width, shape.height);
  const lumaSize = luma.width * luma.height;
  const chromaSize = chroma.width * chroma.height;
  if (frame.length !== lumaSize + 2 * chromaSize) {
    const expected = lumaSize + 2 * chromaSize;
    throw new RangeError(
      `a ${shape.format} frame of ${shape.width}x${shape.height} has ${expected} samples, not ${frame.length}`,
    );
  }
  const y = frame.subarray(0, lumaSize);
  if (!isSemiplanar(shape.format)) {
    return [y, frame.subarray(lumaSize, lumaSize + chromaSize), frame.subarray(lumaSize + chromaSize)];
  }
  const u = like(frame, chromaSize);
  const v = like(frame, chromaSize);
  for (let i = 0, from = lumaSize; i < chromaSize; i++, from += 2) {
    u[i] = frame[from] as number;
    v[i] = frame[from + 1] as number;
  }
  return [y, u, v];
}

function turn(planes: Samples[], shape: PictureShape, orientation: Orientation): Samples[] {
  const sizes = planesOf(surfaceChroma(shape.format), shape.width, shape.height);
  return planes.map((plane, i) => {
    const { width, height } = sizes[i] as Plane;
    const turned = like(plane, plane.length);
    turnPlane(plane, width, height, orientation, turned);
    return turned;
  });
}

function copyShifted(source: Samples, target: Samples, offset: number, shift: number): void {
  if (shift === 0) {
    target.set(source, offset);
    return;
  }
  for (let i = 0; i < source.length; i++) target[offset + i] = (source[i] as number) >> shift;
}

function join(planes: Samples[], target: RawFormat): Samples {
  const [y, u, v] = planes as [Samples, Samples, Samples];
  const chromaSize = target.chroma === '400' ? 0 : u.length;
  const joined = like(y, y.length + 2 * chromaSize);
  const shift = target.bits > 8 && target.layout === 'planar' ? 16 - target.bits : 0;
  copyShifted(y, joined, 0, shift);
  if (chromaSize === 0) return joined;
  if (target.layout === 'planar') {
    copyShifted(u, joined, y.length, shift);
    copyShifted(v, joined, y.length + chromaSize, shift);
    return joined;
  }
  for (let i = 0, to = y.length; i < chromaSize; i++, to += 2) {
    joined[to] = u[i] as number;
    joined[to + 1] = v[i] as number;
  }
  return joined;
}

function isSame(shape: PictureShape, target: RawFormat, orientation: Orientation): boolean {
  if (!isUpright(orientation)) return false;
  if (isSemiplanar(shape.format)) return target.layout === 'semiplanar';
  return target.layout === 'planar' && (target.bits === 8 || target.bits === 16);
}

function bytesOf(samples: Samples): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/**
 * @param frame A tightly packed frame in `shape.format`, as `Frame.download` gives it
 * @param target One that `rawFormatFor` allows for the stream
 * @returns The bytes of the raw frame; they may be `frame`'s own memory
 */
export function rearrange(
  frame: Samples,
  shape: PictureShape,
  target: RawFormat,
  orientation: Orientation = UPRIGHT,
): Uint8Array {
  if (isSame(shape, target, orientation)) return bytesOf(frame);
  const planes = split(frame, shape);
  return bytesOf(join(isUpright(orientation) ? planes : turn(planes, shape, orientation), target));
}

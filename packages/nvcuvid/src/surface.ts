/** A mapped surface: a decoded picture after cropping, scaling and deinterlacing, in device memory. */
import { type DevicePointer, type FailureRecord, Lifetime } from '@nvcodec/cuda-driver';
import type { SurfaceFormat } from './names.js';
import type { PlaneShape } from './surface-layout.js';

/** One plane of a surface. */
export interface SurfacePlane {
  /** Start of the first row. */
  readonly pointer: DevicePointer;
  /** Bytes from one row to the next. */
  readonly pitchBytes: number;
  /** Bytes of a row that hold samples. */
  readonly widthBytes: number;
  /** Number of rows. */
  readonly height: number;
}

/** What a decoder hands to a new surface. */
export interface MappedFrame {
  readonly pointer: bigint;
  readonly pitchBytes: number;
  readonly width: number;
  readonly height: number;
  readonly format: SurfaceFormat;
  readonly shapes: readonly PlaneShape[];
}

/**
 * A picture in one of the decoder's `numSurfaces` output surfaces. Its memory is valid until `close()`, and is then
 * used for another picture: finish the work that reads it (or record an event behind it and wait) before closing.
 */
export class Surface {
  /** Start of luma, the first plane. */
  readonly pointer: DevicePointer;
  /** Bytes from one row to the next, in all planes. */
  readonly pitchBytes: number;
  /** Width in pixels of luma. */
  readonly width: number;
  /** Height in pixels of luma. */
  readonly height: number;
  /** How the planes are laid out. */
  readonly format: SurfaceFormat;
  /** Whether it is open; see Lifetime. */
  readonly lifetime: Lifetime;
  readonly #shapes: readonly PlaneShape[];
  #planes: readonly SurfacePlane[] | undefined;

  /** Made by VideoDecoder.map(). */
  constructor(frame: MappedFrame, decoder: Lifetime, failures: FailureRecord, release: () => void) {
    this.pointer = frame.pointer as DevicePointer;
    this.pitchBytes = frame.pitchBytes;
    this.width = frame.width;
    this.height = frame.height;
    this.format = frame.format;
    this.#shapes = frame.shapes;
    this.lifetime = new Lifetime(this, { name: 'Surface', keeps: decoder, failures, release });
  }

  /** Luma, then interleaved chroma or the two chroma planes. */
  get planes(): readonly SurfacePlane[] {
    this.#planes ??= this.#shapes.map(({ firstRow, widthBytes, height }) => ({
      pointer: (this.pointer + BigInt(firstRow * this.pitchBytes)) as DevicePointer,
      pitchBytes: this.pitchBytes,
      widthBytes,
      height,
    }));
    return this.#planes;
  }

  /** Bytes from `pointer` to the end of the last plane's last row, padding included. */
  get byteLength(): number {
    const last = this.#shapes.at(-1);
    return last === undefined ? 0 : (last.firstRow + last.height) * this.pitchBytes;
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.lifetime.closed;
  }

  /** Unmaps the surface (cuvidUnmapVideoFrame64). Never throws; see Lifetime. */
  close(): void {
    this.lifetime.close();
  }

  /** `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

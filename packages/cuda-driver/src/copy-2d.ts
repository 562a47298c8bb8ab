/** Two-dimensional copies: images whose rows lie at different pitches on the two sides. */
import koffi from 'koffi';
import { addressValue, bufferView, integer } from './arguments.js';
import type { Context } from './context.js';
import { DeviceBuffer } from './device-buffer.js';
import type { DevicePointer } from './handles.js';
import { PinnedBuffer } from './pinned-buffer.js';
import { CUDA_MEMCPY2D, memoryType } from './raw/structs.js';
import type { Stream } from './stream.js';
import { transfer } from './transfer.js';

/** One side of a copy: device memory by address or buffer, host memory as a typed array or pinned buffer. */
export type CopyEnd = DevicePointer | DeviceBuffer | PinnedBuffer | ArrayBufferView;

/** A copy of rows. */
export interface Copy2D {
  readonly src: CopyEnd;
  /** Bytes from the start of one source row to the next. */
  readonly srcPitchBytes: number;
  readonly dst: CopyEnd;
  /** Bytes from the start of one destination row to the next. */
  readonly dstPitchBytes: number;
  /** Bytes of each row to copy. */
  readonly widthBytes: number;
  /** Rows to copy. */
  readonly height: number;
  /** The stream to copy in; without one the call returns when the copy is done. See TransferOptions. */
  readonly stream?: Stream;
}

interface Place {
  readonly kind: number;
  readonly address: bigint;
  readonly byteLength: number;
}

// The driver reads the descriptor during the call, so one serves every copy of the thread.
const descriptor = new DataView(new ArrayBuffer(CUDA_MEMCPY2D.size));

/**
 * Copies `height` rows of `widthBytes` between device and host memory, or within either.
 * @throws RangeError when a pitch is smaller than the width or a buffer is too small, naming which.
 */
export function copy2D(context: Context, copy: Copy2D): void {
  integer(copy.widthBytes, 'widthBytes');
  integer(copy.height, 'height');
  const source = place(copy, copy.src, copy.srcPitchBytes, 'src');
  const target = place(copy, copy.dst, copy.dstPitchBytes, 'dst');
  if (copy.widthBytes === 0 || copy.height === 0) return;
  const { stream } = copy;
  const { driver } = context;
  writeDescriptor(copy, source, target);
  transfer(context, stream, 'cuMemcpy2DAsync_v2', (handle) =>
    driver.raw.cuMemcpy2DAsync_v2(descriptor, handle),
  );
}

function place({ widthBytes, height }: Copy2D, given: CopyEnd, pitch: number, side: 'src' | 'dst'): Place {
  integer(pitch, side === 'src' ? 'srcPitchBytes' : 'dstPitchBytes');
  if (pitch < widthBytes) {
    throw new RangeError(`${side}PitchBytes must be at least widthBytes (${widthBytes}), not ${pitch}`);
  }
  const end = endOf(given, side);
  const needed = height === 0 ? 0 : pitch * (height - 1) + widthBytes;
  if (needed > end.byteLength) {
    throw new RangeError(
      `${side} holds ${end.byteLength} bytes, and ${height} rows of ${widthBytes} bytes at a pitch of ${pitch} need ${needed}`,
    );
  }
  return end;
}

function endOf(end: CopyEnd, name: string): Place {
  if (typeof end === 'bigint') {
    return { kind: memoryType.device, address: addressValue(end, name), byteLength: Infinity };
  }
  if (end instanceof DeviceBuffer) {
    end.lifetime.assertOpen();
    return { kind: memoryType.device, address: end.pointer, byteLength: end.byteLength };
  }
  if (end instanceof PinnedBuffer) {
    end.lifetime.assertOpen();
    return { kind: memoryType.host, address: end.pointer, byteLength: end.byteLength };
  }
  const { byteLength } = bufferView(end, name);
  return { kind: memoryType.host, address: byteLength === 0 ? 0n : koffi.address(end), byteLength };
}

function writeDescriptor(copy: Copy2D, source: Place, target: Place): void {
  const at = CUDA_MEMCPY2D.offsets;
  const write = (offset: number, value: bigint | number) => {
    descriptor.setBigUint64(offset, BigInt(value), true);
  };
  write(at.srcMemoryType, source.kind);
  write(source.kind === memoryType.host ? at.srcHost : at.srcDevice, source.address);
  write(at.srcPitch, copy.srcPitchBytes);
  write(at.dstMemoryType, target.kind);
  write(target.kind === memoryType.host ? at.dstHost : at.dstDevice, target.address);
  write(at.dstPitch, copy.dstPitchBytes);
  write(at.WidthInBytes, copy.widthBytes);
  write(at.Height, copy.height);
}

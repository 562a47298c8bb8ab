/** Linear device memory, and the copies to and from it. */
import { addressValue, assertRange, bufferView, byteCount, integer } from './arguments.js';
import type { Context } from './context.js';
import type { DevicePointer } from './handles.js';
import { ipcHandle, newIpcHandle } from './ipc.js';
import { Lifetime } from './lifetime.js';
import { first64, written } from './scratch.js';
import type { Stream } from './stream.js';
import { transfer } from './transfer.js';

/** How a copy or fill is done. */
export interface TransferOptions {
  /**
   * The stream to do it in; the call then returns before it is done, and the host memory must stay untouched
   * until the stream has got there. Without a stream the call returns when it is done.
   */
  readonly stream?: Stream;
  /** Where in this buffer, in bytes. Default: 0. */
  readonly offset?: number;
}

/** What a DeviceBuffer is made of; `release` makes the C call that gives the memory back. */
export interface DeviceMemory {
  readonly pointer: DevicePointer;
  readonly byteLength: number;
  readonly parents?: readonly Lifetime[];
  readonly release?: () => void;
}

/** A block of device memory. */
export class DeviceBuffer {
  readonly context: Context;
  /** The address; it stays this buffer's until `close()`. */
  readonly pointer: DevicePointer;
  /** Size in bytes. */
  readonly byteLength: number;
  readonly lifetime: Lifetime;

  protected constructor(context: Context, memory: DeviceMemory) {
    this.context = context;
    this.pointer = memory.pointer;
    this.byteLength = memory.byteLength;
    this.lifetime = new Lifetime(this, {
      name: 'DeviceBuffer',
      parents: [context.lifetime, ...(memory.parents ?? [])],
      failures: context.driver.failures,
      ...(memory.release && { release: memory.release }),
    });
  }

  /** See Context.allocate(). */
  static allocate(context: Context, bytes: number): DeviceBuffer {
    const { raw } = context.driver;
    byteCount(bytes, 'bytes', 1);
    context.create('cuMemAlloc_v2', () => raw.cuMemAlloc_v2(first64, bytes));
    const pointer = written(first64) as DevicePointer;
    const release = context.releaser('cuMemFree_v2', () => raw.cuMemFree_v2(pointer));
    return new DeviceBuffer(context, { pointer, byteLength: bytes, release });
  }

  /** See Context.allocate(): memory of the device's pool, given and taken back in the order of `stream`. */
  static allocateAsync(context: Context, bytes: number, stream: Stream): DeviceBuffer {
    const { raw } = context.driver;
    const { handle } = stream;
    byteCount(bytes, 'bytes', 1);
    stream.lifetime.assertOpen();
    context.create('cuMemAllocAsync', () => raw.cuMemAllocAsync(first64, bytes, handle));
    const pointer = written(first64) as DevicePointer;
    const release = context.releaser('cuMemFreeAsync', () => raw.cuMemFreeAsync(pointer, handle));
    return new DeviceBuffer(context, { pointer, byteLength: bytes, parents: [stream.lifetime], release });
  }

  /** Memory that somebody else owns; closing the buffer leaves it alone. */
  static wrap(context: Context, pointer: DevicePointer | bigint, bytes: number): DeviceBuffer {
    const address = addressValue(pointer, 'pointer') as DevicePointer;
    return new DeviceBuffer(context, { pointer: address, byteLength: byteCount(bytes, 'bytes') });
  }

  /**
   * Opens memory of another process by the handle that its `ipcHandle()` gave. The other process must keep
   * the memory until this buffer is closed.
   */
  static openIpc(context: Context, handle: Uint8Array, bytes: number): DeviceBuffer {
    const { raw } = context.driver;
    const value = { reserved: ipcHandle(handle) };
    byteCount(bytes, 'bytes', 1);
    const lazyPeerAccess = 1;
    context.create('cuIpcOpenMemHandle_v2', () => raw.cuIpcOpenMemHandle_v2(first64, value, lazyPeerAccess));
    const pointer = written(first64) as DevicePointer;
    const release = context.releaser('cuIpcCloseMemHandle', () => raw.cuIpcCloseMemHandle(pointer));
    return new DeviceBuffer(context, { pointer, byteLength: bytes, release });
  }

  /** Copies all of `source` here. */
  copyFromHost(source: ArrayBufferView, options: TransferOptions = {}): void {
    const { raw } = this.context.driver;
    const bytes = bufferView(source, 'source').byteLength;
    const target = this.#at(options, bytes);
    if (bytes === 0) return;
    transfer(this.context, options.stream, 'cuMemcpyHtoDAsync_v2', (stream) =>
      raw.cuMemcpyHtoDAsync_v2(target, source, bytes, stream),
    );
  }

  /** Fills all of `target` from here. */
  copyToHost(target: ArrayBufferView, options: TransferOptions = {}): void {
    const { raw } = this.context.driver;
    const bytes = bufferView(target, 'target').byteLength;
    const source = this.#at(options, bytes);
    if (bytes === 0) return;
    transfer(this.context, options.stream, 'cuMemcpyDtoHAsync_v2', (stream) =>
      raw.cuMemcpyDtoHAsync_v2(target, source, bytes, stream),
    );
  }

  /** Copies `bytes` bytes of device memory here: from an address, or from the start of another buffer. */
  copyFromDevice(source: DevicePointer | DeviceBuffer, bytes: number, options: TransferOptions = {}): void {
    const { raw } = this.context.driver;
    byteCount(bytes, 'bytes');
    const from = deviceAddress(source, bytes);
    const target = this.#at(options, bytes);
    if (bytes === 0) return;
    transfer(this.context, options.stream, 'cuMemcpyDtoDAsync_v2', (stream) =>
      raw.cuMemcpyDtoDAsync_v2(target, from, bytes, stream),
    );
  }

  /** Sets every byte, or `bytes` bytes from `offset`, to `value` (0 to 255). */
  fill(value: number, options: TransferOptions & { readonly bytes?: number } = {}): void {
    const { raw } = this.context.driver;
    integer(value, 'value', 0, 255);
    const bytes = options.bytes ?? this.byteLength - (options.offset ?? 0);
    const target = this.#at(options, bytes);
    if (bytes === 0) return;
    transfer(this.context, options.stream, 'cuMemsetD8Async', (stream) =>
      raw.cuMemsetD8Async(target, value, bytes, stream),
    );
  }

  /** Sixty-four bytes by which another process can open the allocation that this buffer starts in. */
  ipcHandle(): Uint8Array {
    this.lifetime.assertOpen();
    const handle = newIpcHandle();
    this.context.call('cuIpcGetMemHandle', () =>
      this.context.driver.raw.cuIpcGetMemHandle(handle, this.pointer),
    );
    return handle;
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.lifetime.closed;
  }

  /** Frees the memory; work in flight that uses it is finished first. Never throws; see Lifetime. */
  close(): void {
    this.lifetime.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** The address at `options.offset`, once it is sure that `bytes` bytes fit there. */
  #at(options: TransferOptions, bytes: number): bigint {
    this.lifetime.assertOpen();
    const offset = options.offset ?? 0;
    assertRange(offset, bytes, this.byteLength, 'a DeviceBuffer');
    return this.pointer + BigInt(offset);
  }
}

/** The address of device memory that must hold at least `bytes` bytes, where that is known. */
function deviceAddress(source: DevicePointer | DeviceBuffer, bytes: number): bigint {
  if (!(source instanceof DeviceBuffer)) return addressValue(source, 'source');
  source.lifetime.assertOpen();
  assertRange(0, bytes, source.byteLength, 'the source DeviceBuffer');
  return source.pointer;
}

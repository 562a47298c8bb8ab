/**
 * Reading what C points at. One memcpy into a buffer of ours costs 0.1 µs whatever the size of the struct; a
 * koffi.view of the same memory costs 2.2 µs and leaves an ArrayBuffer over memory that C will free, and
 * koffi.decode costs 0.1 µs for each field.
 */
import koffi, { type LibraryHandle } from 'koffi';

let copy: ReturnType<LibraryHandle['func']> | undefined;

/** Copies `target.byteLength` bytes from an address of C. */
export function copyFromC(target: Uint8Array, address: bigint): void {
  copy ??= koffi
    .load(process.platform === 'win32' ? 'msvcrt.dll' : null)
    .func('memcpy', 'uintptr_t', ['void *', 'void *', 'size_t']);
  copy(target, address, target.byteLength);
}

/** Memory for a struct that C reads or fills: zeroed, aligned, and not shared with Node's pool of small buffers. */
export function structMemory(bytes: number): { bytes: Uint8Array; view: DataView } {
  const buffer = new ArrayBuffer(bytes);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
}

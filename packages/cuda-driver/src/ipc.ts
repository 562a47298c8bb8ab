/** Handles by which another process opens memory or events: sixty-four opaque bytes, good on one machine. */
import { bufferView } from './arguments.js';
import { ipcHandleBytes } from './raw/types.js';

/** Room for a handle that the driver writes. */
export function newIpcHandle(): Uint8Array {
  return new Uint8Array(ipcHandleBytes);
}

/** The handle, if it has the right size. */
export function ipcHandle(handle: Uint8Array): Uint8Array {
  bufferView(handle, 'handle');
  if (handle.byteLength !== ipcHandleBytes) {
    throw new RangeError(`handle must be ${ipcHandleBytes} bytes, not ${handle.byteLength}`);
  }
  return handle;
}

/** Memory for structs, and reading what C points at. */

export { copyFromHost as copyFromC } from '@nvcodec/cuda-driver';

/** Memory for a struct that C reads or fills: zeroed, aligned, and not shared with Node's pool of small buffers. */
export function structMemory(bytes: number): { bytes: Uint8Array; view: DataView } {
  const buffer = new ArrayBuffer(bytes);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
}

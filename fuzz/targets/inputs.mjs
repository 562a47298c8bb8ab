// The bytes of a case as what a Demuxer or a Player is opened with, and the device that decodes them.
import { writeFileSync } from 'node:fs';
import { CudaDriver } from '../../packages/cuda-driver/dist/index.js';

/** Reads as a slow source does: a few bytes at a time, at times. */
function customSource(payload, random) {
  let at = 0;
  return {
    read(buffer) {
      const count = Math.min(
        buffer.length,
        payload.length - at,
        random.onceIn(3) ? random.few(600) : buffer.length,
      );
      buffer.set(payload.subarray(at, at + count));
      at += count;
      return count;
    },
    seek(offset) {
      at = Math.min(offset, payload.length);
    },
    size: payload.length,
  };
}

/** Writes the bytes beside the case. */
export function file(path, payload) {
  const name = `${path}.media`;
  writeFileSync(name, payload);
  return name;
}

/** As `settings.source` says; the player takes no functions. */
export function sourceOf({ path, settings, payload, random }, mayBeCustom = true) {
  if (settings.source === 'file') return file(path, payload);
  if (settings.source === 'custom') return mayBeCustom ? customSource(payload, random) : new Blob([payload]);
  return new Uint8Array(payload);
}

const { FUZZ_DEVICE: ordinal } = process.env;
/** The GPU's number, or 'soft'. */
export const device = ordinal === undefined ? 'soft' : Number(ordinal);

/** A GPU's context takes longer to make than a case to run: one is kept for all. */
export const keptContext = device === 'soft' ? undefined : CudaDriver.load().device(device).primaryContext();

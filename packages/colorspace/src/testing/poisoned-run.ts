/** Runs conversions into memory full of poison, with guards before and after it. */
import type { DevicePointer, Stream } from '@nvcodec/cuda-driver';
import type { Converter, PluginContext } from '../plugin.js';
import { ConversionMismatchError } from './compare.js';
import type { SourcePicture } from './source-picture.js';

/** A target of a run. */
export interface PoisonedTarget {
  /** Size in bytes. */
  readonly byteLength: number;
  /** Bytes from an address that suits any vector to the target's first. */
  readonly offset: number;
  /** The target in words, for messages. */
  readonly what: string;
}

/** Queues conversions of pictures that are at `sources` in device memory. */
type Work = (sources: readonly DevicePointer[], target: DevicePointer, stream: Stream) => void;

const guardBytes = 256;
const poisons = [0xa5, 0x5a] as const;

/**
 * Does the same work over two kinds of poison.
 * @returns the target's bytes over the one and over the other.
 * @throws ConversionMismatchError when a byte outside the target was written.
 */
export function runPoisoned(
  environment: PluginContext,
  converter: Converter,
  pictures: readonly SourcePicture[],
  target: PoisonedTarget,
  work: Work,
): readonly [Uint8Array, Uint8Array] {
  const run = (poison: number) => runOnce(environment, converter.name, pictures, { ...target, poison }, work);
  return [run(poisons[0]), run(poisons[1])];
}

/**
 * Checks that the target is the same over both poisons, and so wholly written.
 * @param position where a byte is, in words.
 * @throws ConversionMismatchError naming the first byte that differs.
 */
export function assertWritten(
  [first, second]: readonly [Uint8Array, Uint8Array],
  what: string,
  position: (byte: number) => string,
): void {
  if (Buffer.compare(first, second) === 0) return;
  const at = first.findIndex((value, index) => value !== second[index]);
  const names = poisons.map((poison) => `0x${poison.toString(16)}`).join(' and ');
  throw new ConversionMismatchError(
    `${what}: ${position(at)} depends on what was in the target before ` +
      `(${first[at]} and ${second[at]} over ${names}): it is not written, or not wholly`,
  );
}

function runOnce(
  { context }: PluginContext,
  name: string,
  pictures: readonly SourcePicture[],
  { byteLength, offset, what, poison }: PoisonedTarget & { readonly poison: number },
  work: Work,
): Uint8Array {
  const start = guardBytes + offset;
  const end = start + byteLength;
  const sources = pictures.map((picture) => picture.upload(context));
  using target = context.allocate(end + guardBytes);
  using stream = context.createStream();
  try {
    target.fill(poison, { stream });
    const pointers = sources.map(({ pointer }) => pointer);
    work(pointers, (target.pointer + BigInt(start)) as DevicePointer, stream);
    stream.synchronize();
  } finally {
    for (const source of sources) source.close();
  }
  const bytes = new Uint8Array(target.byteLength);
  target.copyToHost(bytes);
  const before = bytes.subarray(0, start).findIndex((byte) => byte !== poison);
  const after = bytes.subarray(end).findIndex((byte) => byte !== poison);
  if (before >= 0 || after >= 0) {
    const place = before >= 0 ? `${start - before} bytes before` : `${after} bytes after the end of`;
    throw new ConversionMismatchError(`${name} wrote ${place} its target (${what})`);
  }
  return bytes.slice(start, end);
}

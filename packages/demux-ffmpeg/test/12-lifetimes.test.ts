// A thousand opens and closes leave the process as it was.
import { readdirSync } from 'node:fs';
import { Demuxer } from '@nvcodec/demux-ffmpeg';
import { describe, expect, it } from 'vitest';
import { fixture } from './support/tools.js';

const count = (folder: string) => readdirSync(`/proc/self/${folder}`).length;
/** The same after a garbage collection; finalizers run a little later, so callers ask until it is right. */
function collected(folder: string): number {
  globalThis.gc?.();
  return count(folder);
}

describe.skipIf(process.platform !== 'linux')('a thousand opens and closes', () => {
  it('leave files, threads and memory where they were', async () => {
    const rounds = async (number: number) => {
      for (let i = 0; i < number; i++) {
        const demuxer =
          i % 4 === 0 ? await Demuxer.open(fixture('clip.mp4')) : Demuxer.openSync(fixture('clip.mp4'));
        for (let j = 0; j < i % 7; j++) (i % 4 === 0 ? await demuxer.read() : demuxer.readSync())?.close();
        if (i % 8 < 6) demuxer.close();
        if (i % 50 === 0) globalThis.gc?.();
      }
    };
    await rounds(100);
    const before = { files: count('fd'), threads: count('task'), memory: process.memoryUsage().rss };
    await rounds(1000);
    await expect.poll(() => collected('fd'), { timeout: 20_000 }).toBeLessThanOrEqual(before.files);
    await expect.poll(() => collected('task'), { timeout: 20_000 }).toBeLessThanOrEqual(before.threads);
    expect(process.memoryUsage().rss - before.memory).toBeLessThan(30e6);
  });

  it('so do as many failures', async () => {
    const files = count('fd');
    for (let i = 0; i < 300; i++) {
      expect(() => Demuxer.openSync(fixture('truncated.mp4'))).toThrow('moov');
      expect(() => Demuxer.openSync(fixture('clip.mp4'), { formatOptions: { a: 'b' } })).toThrow('not known');
    }
    await expect.poll(() => collected('fd'), { timeout: 20_000 }).toBeLessThanOrEqual(files);
  });
});

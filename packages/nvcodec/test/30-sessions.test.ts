/** One file on several sessions: what comes is what one session gives, frame by frame. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { DecodeSession, type Frame, Player, type PlayerOptions, UnsupportedCodecError } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { type Clip, corpus, pathOf } from './corpus.js';
import { device } from './support.js';

const numRuns = Number(process.env.NVCODEC_ACCESS_RUNS ?? 2);
const seed = Number(process.env.NVCODEC_ACCESS_SEED ?? 1);

/** Everything that is known of a frame. */
function facts(frame: Frame): string {
  const md5 = createHash('md5')
    .update(frame.downloadSync() as Uint8Array)
    .digest('hex');
  const { index, pts, duration, status, key, field, fieldOrder } = frame;
  return [index, pts, duration, status, key, field, fieldOrder, md5].join(' ');
}

async function all(frames: AsyncIterable<Frame>): Promise<string[]> {
  const seen: string[] = [];
  for await (using frame of frames) seen.push(facts(frame));
  return seen;
}

/** What one session gives. */
function alone(clip: Clip): string[] {
  using session = DecodeSession.open(pathOf(clip), { device });
  // FFmpeg learns of IVF how long pictures are shown while it reads.
  if (clip.container === 'ivf') for (const picture of session.pictures()) picture.close();
  return Array.from(session.frames({ format: 'rgb24', start: -1000 }), (frame) => {
    using closed = frame;
    return facts(closed);
  });
}

/** Null where this GPU does not decode the clip: the soft driver's run has it. */
async function open(path: string, options: PlayerOptions = { sessions: 3 }): Promise<Player | null> {
  try {
    return await Player.open(path, { device, ...options });
  } catch (error) {
    if (device !== 'soft' && error instanceof UnsupportedCodecError) return null;
    throw error;
  }
}

const clips = corpus().map((clip): [string, Clip] => [clip.file, clip]);
const secondsOf = (player: Player, pts: number): number =>
  (pts * player.info.timeBase.num) / player.info.timeBase.den;
const renumbered = (lines: readonly string[]): string[] =>
  lines.map((line, i) => line.replace(/^\d+/, String(i)));

describe('several sessions', () => {
  it.each(clips)('give of %s what one gives, wherever one begins and ends', async (_, clip) => {
    await using player = await open(pathOf(clip));
    if (player === null) return;
    const whole = alone(clip);
    expect(await all(player.frames({ format: 'rgb24' }))).toEqual(whole);
    const place = fc.integer({ min: 0, max: clip.frames - 1 });
    await fc.assert(
      fc.asyncProperty(place, place, async (a, b) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const at = (i: number): number => Number(whole[i]?.split(' ')[1]);
        const range = { start: secondsOf(player, at(first)), end: secondsOf(player, at(last)) };
        const expected = renumbered(whole.slice(first, last));
        expect(await all(player.frames({ format: 'rgb24', ...range }))).toEqual(expected);
      }),
      { numRuns, seed },
    );
  });
});

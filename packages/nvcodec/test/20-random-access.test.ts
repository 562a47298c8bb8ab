/**
 * Whatever is asked for, in whatever order: the frame that comes is the one whose number is in its pixels, with the
 * timestamp that FFmpeg gives. NVCODEC_ACCESS_RUNS patterns per clip and kind of request (default 2), drawn with
 * NVCODEC_ACCESS_SEED; both for longer runs.
 */
import fc from 'fast-check';
import { DecodeSession, type Frame, Player, UnsupportedCodecError } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { type Clip, corpus, numberIn, pathOf } from './corpus.js';
import { device, keepContext } from './support.js';

const numRuns = Number(process.env.NVCODEC_ACCESS_RUNS ?? 2);
const seed = Number(process.env.NVCODEC_ACCESS_SEED ?? 1);

/** What a frame is known by. */
interface Shown {
  readonly number: number;
  readonly pts: number;
}

const shownIn = (frame: Frame): Shown => ({ number: numberIn(frame), pts: Number(frame.pts) });

function seen(frames: Iterable<Frame>): Shown[] {
  return Array.from(frames, (frame) => {
    const shown = shownIn(frame);
    frame.close();
    return shown;
  });
}

/** Streams without any timestamps: FFmpeg gives theirs by rounding sums of rounded durations, so ours are as good. */
const isTimeless = ({ container }: Clip): boolean => ['h264', 'hevc', 'mpegvideo'].includes(container);

const expected = (clip: Clip, indices: readonly number[]): Shown[] =>
  indices.map((i) => ({ number: clip.firstNumber + i, pts: clip.pts.at(i) ?? Number.NaN }));

/** Null where this GPU does not decode the clip: the soft driver's run has it. */
function open(clip: Clip): DecodeSession | null {
  try {
    return DecodeSession.open(pathOf(clip), { device });
  } catch (error) {
    if (device !== 'soft' && error instanceof UnsupportedCodecError) return null;
    throw error;
  }
}

function withTimes(clip: Clip): Clip {
  if (!isTimeless(clip)) return clip;
  using session = DecodeSession.open(pathOf(clip), { device });
  return { ...clip, pts: [...session.index().pts].map(Number) };
}

const clips = corpus().map(withTimes);

keepContext();

const windows = fc.integer({ min: 1, max: 9 });
const manyOf = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 1, maxLength: 12 });

describe.each(clips.map((clip) => [clip.file, clip] as const))('%s', (_, clip) => {
  const everything = Array.from({ length: clip.frames }, (_, i) => i);
  const index = fc.integer({ min: -clip.frames, max: clip.frames - 1 });
  const positive = (i: number): number => (i < 0 ? clip.frames + i : i);

  it('has the index that a reading gives', () => {
    using session = open(clip);
    if (session === null) return;
    const { pts, count } = session.index();
    expect([...pts].map(Number)).toEqual(clip.pts);
    expect(count).toBe(clip.frames);
    expect(seen(session.frames())).toEqual(expected(clip, everything));
  });

  it('gives frames by number', () => {
    using session = open(clip);
    if (session === null) return;
    fc.assert(
      fc.property(manyOf(index), windows, (asked, window) => {
        expect(seen(session.framesAtIndices(asked, { window }))).toEqual(expected(clip, asked.map(positive)));
      }),
      { numRuns, seed },
    );
  });

  it('gives frames by time, and reads on from any', () => {
    using session = open(clip);
    if (session === null) return;
    const { num, den } = session.info.timeBase;
    const secondsAt = (i: number, within: number): number => {
      const [begin = 0, end = begin] = [clip.pts[i], clip.pts[i + 1]];
      return ((begin + within * (end - begin)) * num) / den;
    };
    const moment = fc.tuple(index, fc.constantFrom(0, 0.5, 0.9));
    fc.assert(
      fc.property(manyOf(moment), windows, (asked, window) => {
        const times = asked.map(([i, within]) => secondsAt(positive(i), within));
        const wanted = expected(
          clip,
          asked.map(([i]) => positive(i)),
        );
        expect(seen(session.framesAt(times, { window }))).toEqual(wanted);
        const first = positive(asked[0]?.[0] ?? 0);
        const last = Math.min(first + 4, clip.frames);
        const end = last === clip.frames ? undefined : secondsAt(last, 0);
        const stretch = everything.slice(first, last);
        expect(seen(session.frames({ start: secondsAt(first, 0), end }))).toEqual(expected(clip, stretch));
      }),
      { numRuns, seed },
    );
  });
});

describe('a player', () => {
  const some = clips.filter((_, i) => i % 12 === 0);
  it.each(some.map((clip) => [clip.file, clip] as const))('%s: gives the same', async (_, clip) => {
    const opened = await Player.open(pathOf(clip), { device }).catch((error: unknown) => {
      if (device !== 'soft' && error instanceof UnsupportedCodecError) return null;
      throw error;
    });
    if (opened === null) return;
    await using player = opened;
    const index = fc.integer({ min: 0, max: clip.frames - 1 });
    await fc.assert(
      fc.asyncProperty(manyOf(index), windows, async (asked, window) => {
        const got: Shown[] = [];
        for await (using frame of player.framesAtIndices(asked, { window })) got.push(shownIn(frame));
        expect(got).toEqual(expected(clip, asked));
      }),
      { numRuns, seed },
    );
  });
});

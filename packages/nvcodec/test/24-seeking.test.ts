/** A thousand seeks: every frame is of the place that was sought last, and none is left over from the one before. */
import { DecodeSession } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { type Clip, corpus, numberIn, pathOf } from './corpus.js';
import { device, keepContext } from './support.js';

keepContext();

const SEEKS = 250;

const clips = ['h264-gop30.mp4', 'h264-open-gop.ts', 'hevc-open-gop.mkv', 'vp9.webm'].map((file) => {
  const clip = corpus().find((each) => each.file === file);
  if (clip === undefined) throw new Error(`the corpus lacks ${file}: run scripts/make-corpus.sh`);
  return [file, clip] as const;
});

/** The same numbers each time, below `limit`. */
function* draws(limit: number): Generator<number, never> {
  for (let state = 12345; ; ) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    yield Math.floor((state / 2 ** 32) * limit);
  }
}

function seekAbout({ frames, pts, firstNumber }: Clip, session: DecodeSession): number[][] {
  const { num, den } = session.info.timeBase;
  const wrong: number[][] = [];
  const places = draws(frames);
  for (let i = 0; i < SEEKS; i++) {
    const place = places.next().value;
    session.seek(((pts[place] ?? 0) * num) / den);
    const last = Math.min(place + (i % 3), frames - 1);
    let at = place;
    for (using frame of session.frames()) {
      const number = numberIn(frame);
      if (number !== firstNumber + at || Number(frame.pts) !== pts[at]) wrong.push([i, at, number]);
      if (at++ === last) break;
    }
    if (at <= last) wrong.push([i, at, Number.NaN]);
  }
  return wrong;
}

describe('250 seeks', () => {
  it.each(clips)('in %s', { timeout: 120_000 }, (_, clip) => {
    using session = DecodeSession.open(pathOf(clip), { device });
    expect(seekAbout(clip, session)).toEqual([]);
  });
});

/**
 * Which pictures are wanted, and in which order they are decoded: requests are looked at a window at a time and served
 * in display order within it, so that a picture that is asked for twice is decoded once and nothing is sought twice. Who
 * makes frames of them puts these back into the order of the requests (in-order.ts).
 */
import type { Picture } from '../decoding/picture.js';
import type { PictureRange, PictureReader } from './picture-reader.js';

/** What one job wants; plain data. Times are in seconds. */
export type Selection =
  | ({ readonly kind: 'range' } & PictureRange)
  | {
      readonly kind: 'every';
      readonly step: number;
      readonly start?: number | undefined;
      readonly end?: number | undefined;
    }
  | {
      readonly kind: 'rate';
      readonly fps: number;
      readonly start: number;
      readonly end?: number | undefined;
      /** Which requests of the row: from this one on, so many. Default: all. */
      readonly first?: number | undefined;
      readonly count?: number | undefined;
    }
  | {
      readonly kind: 'times';
      readonly times: readonly number[];
      /** What a time at which no frame is shown does. */
      readonly missing: 'throw' | 'skip';
      /** Keyframes before those times instead. */
      readonly near?: boolean | undefined;
      readonly window: number;
    }
  | { readonly kind: 'indices'; readonly indices: readonly number[]; readonly window: number }
  /** The frames shown at these times in units of the track's time base, ascending. */
  | { readonly kind: 'moments'; readonly pts: readonly bigint[] };

/** A picture, the receiver's to close, and which request it answers; null where no frame is shown. */
export interface Selected {
  readonly picture: Picture | null;
  /** From 0. */
  readonly request: number;
}

/**
 * The pictures of a selection. A time past the end ends it, once every picture asked for before it has come.
 * @throws TypeError for what is no time or number; RangeError for a frame that the video does not have; NoFrameError.
 */
export function* selectPictures(reader: PictureReader, selection: Selection): IterableIterator<Selected> {
  try {
    yield* select(reader, selection);
  } finally {
    reader.letGo();
  }
}

function select(reader: PictureReader, selection: Selection): IterableIterator<Selected> {
  switch (selection.kind) {
    case 'range':
      return numbered(reader.read(selection));
    case 'every':
      return numbered(everyNth(reader, selection));
    case 'rate':
      return atRate(reader, selection);
    case 'times':
      return atTimes(reader, selection);
    case 'indices':
      return atIndices(reader, selection);
    case 'moments':
      return atMoments(reader, selection);
  }
}

function* numbered(pictures: Iterable<Picture>): IterableIterator<Selected> {
  let request = 0;
  for (const picture of pictures) yield { picture, request: request++ };
}

/** With a scan only what is wanted is gone to; without one all between is decoded. */
function* everyNth(
  reader: PictureReader,
  { step, start, end }: Extract<Selection, { kind: 'every' }>,
): IterableIterator<Picture> {
  if (!Number.isInteger(step) || step < 1)
    throw new RangeError(`step: ${step} is not a whole number from 1 on`);
  if (reader.hasScan) {
    const { index } = reader.scanned;
    const first = start === undefined ? 0 : index.ceiling(reader.ptsAt(start, 'ceil'));
    const last = end === undefined ? index.count : index.ceiling(reader.ptsAt(end, 'ceil'));
    for (let i = first; i < last; i += step) yield reader.pick(i);
    return;
  }
  let number = 0;
  for (const picture of reader.readAside({ start, end })) {
    if (number++ % step === 0) yield picture;
    else picture.close();
  }
}

function* atRate(
  reader: PictureReader,
  { fps, start, end, first = 0, count = Number.POSITIVE_INFINITY }: Extract<Selection, { kind: 'rate' }>,
): IterableIterator<Selected> {
  if (!(fps > 0 && Number.isFinite(fps))) throw new RangeError(`fps: ${fps} is not a positive number`);
  const last = end === undefined ? undefined : reader.ptsAt(end, 'ceil');
  for (let request = 0; request < count; request++) {
    const pts = reader.ptsAt(start + (first + request) / fps, 'floor');
    const picture = last !== undefined && pts >= last ? null : reader.pickAt(pts);
    if (picture === null) return;
    yield { picture, request };
  }
}

function atTimes(
  reader: PictureReader,
  selection: Extract<Selection, { kind: 'times' }>,
): IterableIterator<Selected> {
  return selection.near === true ? oneAhead(keyframesAt(reader, selection)) : shownAt(reader, selection);
}

function* shownAt(
  reader: PictureReader,
  { times, missing, window }: Extract<Selection, { kind: 'times' }>,
): IterableIterator<Selected> {
  const requests = times.map((seconds, request) => ({
    seconds,
    request,
    place: reader.ptsAt(seconds, 'floor'),
  }));
  for (const { seconds, request, place } of inWindows(requests, window)) {
    const picture = reader.pickAt(place);
    if (picture === null && missing === 'throw') throw reader.noFrameAt(seconds);
    yield { picture, request };
  }
}

function* keyframesAt(
  reader: PictureReader,
  { times, missing }: Extract<Selection, { kind: 'times' }>,
): IterableIterator<Selected> {
  for (const [request, seconds] of times.entries()) {
    const picture = reader.keyframeAt(seconds);
    if (picture === null && missing === 'throw') throw reader.noFrameAt(seconds);
    yield { picture, request };
  }
}

/** Gives each when the next one is being decoded already, which is done by the time that somebody wants to map it. */
function* oneAhead(selected: Iterable<Selected>): IterableIterator<Selected> {
  let held: Selected | undefined;
  const exchange = (next?: Selected): readonly Selected[] => {
    const due = held === undefined ? [] : [held];
    held = next;
    return due;
  };
  try {
    for (const next of selected) yield* exchange(next);
    yield* exchange();
  } catch (error) {
    yield* exchange();
    throw error;
  } finally {
    held?.picture?.close();
  }
}

function* atIndices(
  reader: PictureReader,
  { indices, window }: Extract<Selection, { kind: 'indices' }>,
): IterableIterator<Selected> {
  const { index } = reader.scanned;
  const requests = indices.map((asked, request) => ({ request, place: index.resolve(asked) }));
  for (const { request, place } of inWindows(requests, window))
    yield { picture: reader.pick(place), request };
}

function* atMoments(
  reader: PictureReader,
  { pts }: Extract<Selection, { kind: 'moments' }>,
): IterableIterator<Selected> {
  for (const [request, moment] of pts.entries()) {
    const picture = reader.pickAt(moment);
    if (picture === null) throw reader.noFrameAtPts(moment);
    yield { picture, request };
  }
}

/** `window` requests after another, each lot in ascending order of place. */
function* inWindows<T extends { readonly place: number | bigint; readonly request: number }>(
  requests: readonly T[],
  window: number,
): IterableIterator<T> {
  if (!Number.isInteger(window) || window < 1)
    throw new RangeError(`window: ${window} is not a whole number from 1 on`);
  for (let begin = 0; begin < requests.length; begin += window) {
    const lot = requests.slice(begin, begin + window);
    yield* lot.sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : a.request - b.request));
  }
}

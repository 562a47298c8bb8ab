/** No more is decoded and mapped than what is asked for needs: counted where the driver is called. */
import { CudaDriver } from '@nvcodec/cuda-driver';
import { type CuvidFunctions, Nvcuvid } from '@nvcodec/nvcuvid';
import { softDriverPaths } from '@nvcodec/soft-driver';
import { DecodeSession, type Frame } from 'nvcodec';
import { beforeAll, describe, expect, it } from 'vitest';
import { device, fixture, keepContext } from './support.js';

keepContext();

const GOP = 60; // of clip.mp4: three closed ones
/** What parser and decoder run ahead of the picture that is asked for: reordering, threads, the display delay. */
const AHEAD = 24;

let decoded = 0;
let mapped = 0;

/** Counts the calls of a function of the driver that sessions of this thread use. */
function count(
  raw: CuvidFunctions,
  name: 'cuvidDecodePicture' | 'cuvidMapVideoFrame64',
  add: () => void,
): void {
  const called: (...args: never[]) => number = raw[name];
  const counting = Object.assign(
    (...args: never[]): number => {
      add();
      return called(...args);
    },
    { async: raw[name].async },
  );
  Object.defineProperty(raw, name, { value: counting });
}

beforeAll(() => {
  const paths = device === 'soft' ? softDriverPaths() : undefined;
  const { raw } = Nvcuvid.load(CudaDriver.load(paths?.cuda), paths?.cuvid);
  count(raw, 'cuvidDecodePicture', () => decoded++);
  count(raw, 'cuvidMapVideoFrame64', () => mapped++);
});

function open(): DecodeSession {
  const session = DecodeSession.open(fixture('clip.mp4'), { device });
  [decoded, mapped] = [0, 0];
  return session;
}

function closeAll(frames: Iterable<Frame>): number {
  let taken = 0;
  for (const frame of frames) {
    frame.close();
    taken++;
  }
  return taken;
}

describe('pictures that nobody asked for', () => {
  it('are decoded once, and not mapped, in a reading', () => {
    using session = open();
    for (const picture of session.pictures()) picture.close();
    expect(mapped).toBe(0);
    expect(decoded).toBeLessThanOrEqual(3 * GOP);
  });

  it('are not mapped for frames by time, number, step or rate', () => {
    using session = open();
    expect(closeAll(session.framesAt([5, 0.1, 3.2, 0.1]))).toBe(4);
    expect(mapped).toBe(4);
    expect(closeAll(session.framesAtIndices([100, -1, 3]))).toBe(3);
    expect(mapped).toBe(7);
    expect(closeAll(session.framesIn({ start: 1, end: 3, step: 20 }))).toBe(3);
    expect(mapped).toBe(10);
    expect(closeAll(session.framesIn({ fps: 1 }))).toBe(6);
    expect(mapped).toBe(16);
  });

  it('are not decoded to make the index, where packets tell all', () => {
    using session = open();
    expect(session.index().count).toBe(3 * GOP);
    expect(decoded).toBe(0);
  });

  it('are not decoded where a keyframe is near', () => {
    using session = open();
    session.pictureAt(5)?.close();
    expect(decoded).toBeLessThanOrEqual(AHEAD);
    expect(closeAll(session.frames({ start: 4, end: 4.1 }))).toBe(3);
    expect(decoded).toBeLessThanOrEqual(2 * AHEAD);
  });

  it('are skipped between steps, once the index is there', () => {
    using session = open();
    session.index();
    expect(closeAll(session.framesIn({ step: GOP }))).toBe(3);
    expect(decoded).toBeLessThanOrEqual(3 * AHEAD);
  });
});

describe('requests in any order', () => {
  const asked = [179, 59, 178, 58, 177, 57];

  it('of one window decode each group of pictures once', () => {
    using session = open();
    expect(closeAll(session.framesAtIndices(asked))).toBe(6);
    expect(decoded).toBeLessThanOrEqual(2 * GOP + AHEAD);
  });

  it('looked at one by one decode it for each', () => {
    using session = open();
    expect(closeAll(session.framesAtIndices(asked, { window: 1 }))).toBe(6);
    expect(decoded).toBeGreaterThanOrEqual(6 * (GOP - 3));
  });
});

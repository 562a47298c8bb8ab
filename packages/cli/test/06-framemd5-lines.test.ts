import { describe, expect, it } from 'vitest';
import { framemd5Header, framemd5Line, HashClock } from '../src/output/framemd5.js';

describe('framemd5 lines', () => {
  it("have FFmpeg's columns", () => {
    const md5 = '55a9dbf3e851964af7d489e2e6a0b68e';
    const line = framemd5Line({ dts: -3n, pts: 12n, duration: 1n, size: 497_664, md5 });
    expect(line).toBe('0,         -3,         12,        1,   497664, 55a9dbf3e851964af7d489e2e6a0b68e\n');
  });

  it("have FFmpeg's header", () => {
    const header = framemd5Header({
      software: 'x',
      timeBase: { num: 2, den: 25 },
      width: 768,
      height: 432,
      sampleAspectRatio: { num: 156, den: 156 },
    });
    expect(header.split('\n')).toEqual([
      '#format: frame checksums',
      '#version: 2',
      '#hash: MD5',
      '#software: x',
      '#tb 0: 2/25',
      '#media_type 0: video',
      '#codec_id 0: rawvideo',
      '#dimensions 0: 768x432',
      '#sar 0: 156/156',
      '#stream#, dts,        pts, duration,     size, hash',
      '',
    ]);
  });
});

describe("FFmpeg's clock", () => {
  const clock = (startTime: number): HashClock =>
    new HashClock({ timeBase: { num: 1, den: 1000 }, frameRate: { num: 30_000, den: 1001 }, startTime });

  it('counts frames of a rate that the time base only comes near to', () => {
    const times = clock(0);
    const printed = [0n, 33n, 67n, 100n, 133n, 167n, 200n].map((pts) => times.next({ pts, duration: 33n }));
    expect(printed.map(({ pts }) => pts)).toEqual([0n, 1n, 2n, 3n, 4n, 5n, 6n]);
    expect(printed.every(({ pts, dts, duration }) => pts === dts && duration === 1n)).toBe(true);
  });

  it('takes the start of the file for zero', () => {
    expect(clock(1.4).next({ pts: 1400n, duration: 0n })).toEqual({ dts: 0n, pts: 0n, duration: 1n });
    expect(clock(1.4).next({ pts: 1300n, duration: 0n }).pts).toBe(-3n);
  });

  it('rounds halves away from zero', () => {
    const halves = (pts: bigint): bigint =>
      new HashClock({ timeBase: { num: 1, den: 50 }, frameRate: { num: 25, den: 1 }, startTime: 0 }).next({
        pts,
        duration: 0n,
      }).pts;
    expect([1n, 3n, 5n, -1n, -3n].map(halves)).toEqual([1n, 2n, 3n, -1n, -2n]);
  });

  it('never goes back', () => {
    const times = clock(0);
    times.next({ pts: 100n, duration: 33n });
    expect(times.next({ pts: 33n, duration: 33n })).toMatchObject({ dts: 3n, pts: 3n });
  });

  it('reduces a frame rate', () => {
    const rate = { num: 24_000, den: 1000 };
    const { timeBase } = new HashClock({ timeBase: { num: 1, den: 24 }, frameRate: rate, startTime: 0 });
    expect(timeBase).toEqual({ num: 1, den: 24 });
  });

  it("keeps the stream's own time base where there is no frame rate", () => {
    const own = new HashClock({ timeBase: { num: 1, den: 12_800 }, frameRate: null, startTime: 0 });
    expect(own.timeBase).toEqual({ num: 1, den: 12_800 });
    expect(own.next({ pts: 513n, duration: 512n })).toEqual({ dts: 513n, pts: 513n, duration: 512n });
  });
});

import { type Frame, Player, type PlayerOptions } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { FieldSplitter } from '../src/decoding/field-splitter.js';
import { durationOf, hasTwoFields, splitFields, timestampOf } from '../src/decoding/shown-time.js';
import { count, device, fixture } from './support.js';

/** The number in a fixture's pixels: 12 blocks of 8x8, least significant bit first. */
async function numberIn(frame: Frame): Promise<number> {
  const pixels = await frame.download();
  const pitch = frame.layout.planes[0]?.pitchBytes ?? 0;
  let number = 0;
  for (let bit = 0; bit < 12; bit++) if ((pixels[4 * pitch + 8 * bit + 4] ?? 0) > 128) number |= 1 << bit;
  return number;
}

interface Seen {
  readonly numbers: number[];
  readonly times: number[];
  readonly frames: Pick<Frame, 'field' | 'fieldOrder' | 'interlaced'>[];
}

async function see(name: string, options: PlayerOptions): Promise<Seen> {
  await using player = await Player.open(fixture(name), { device, ...options });
  const seen: Seen = { numbers: [], times: [], frames: [] };
  for await (using frame of player.frames()) {
    seen.numbers.push(await numberIn(frame));
    seen.times.push(frame.timestamp - player.info.startTime);
    const { field, fieldOrder, interlaced } = frame;
    seen.frames.push({ field, fieldOrder, interlaced });
  }
  return seen;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('interlaced pictures', () => {
  it('are told as such, with the field that comes first', async () => {
    const { frames } = await see('mpeg2.ts', {});
    expect(frames).toHaveLength(25);
    for (const frame of frames) expect(frame).toEqual({ interlaced: true, fieldOrder: 'top', field: null });
    const { frames: later } = await see('bottom-first.mkv', {});
    for (const frame of later) expect(frame).toEqual({ interlaced: true, fieldOrder: 'bottom', field: null });
    const { frames: whole } = await see('h264.h264', {});
    for (const frame of whole) expect(frame).toEqual({ interlaced: false, fieldOrder: null, field: null });
  });

  it.each(['bob', 'adaptive'] as const)("with '%s' show their first field", async (deinterlace) => {
    const { numbers } = await see('mpeg2.ts', { deinterlace });
    expect(numbers).toEqual(upTo(25).map((i) => 2 * i));
  });
});

describe('fieldRate', () => {
  it.each([
    ['mpeg2.ts', 'bob', 50],
    ['bottom-first.mkv', 'bob', 24],
  ] as const)("%s, '%s': every field is a frame, in the order of time", async (name, deinterlace, fields) => {
    const { numbers, times, frames } = await see(name, { deinterlace, fieldRate: true });
    expect(numbers).toEqual(upTo(fields));
    times.forEach((time, i) => void expect(time).toBeCloseTo(i / 50, 2));
    expect(frames.map(({ field }) => field)).toEqual(
      upTo(fields).map((i) => (i % 2 === 0 ? 'first' : 'second')),
    );
  });

  it("'adaptive': weaves what stands still, and gives as many frames", async () => {
    const { times } = await see('mpeg2.ts', { deinterlace: 'adaptive', fieldRate: true });
    expect(times.map((time) => Math.round(time * 50))).toEqual(upTo(50));
  });

  it('starts at either field, and goes on behind the one that was given last', async () => {
    const options = { device, deinterlace: 'bob', fieldRate: true } as const;
    await using player = await Player.open(fixture('mpeg2.ts'), options);
    const start = player.info.startTime;
    const numbers: number[] = [];
    for await (using frame of player.frames({ start: start + 0.3 })) {
      numbers.push(await numberIn(frame));
      if (numbers.length === 3) break;
    }
    for await (using frame of player.frames({ end: start + 0.4 })) numbers.push(await numberIn(frame));
    expect(numbers).toEqual([15, 16, 17, 18, 19]);
  });

  it('leaves progressive pictures as they are', async () => {
    await using player = await Player.open(fixture('h264.h264'), {
      device,
      deinterlace: 'bob',
      fieldRate: true,
    });
    expect(await count(player.frames())).toBe(30);
  });

  it('gives pictures field by field too', async () => {
    const options = { device, deinterlace: 'bob', fieldRate: true } as const;
    await using player = await Player.open(fixture('mpeg2.ts'), options);
    expect(await count(player.pictures())).toBe(50);
  });

  it('needs a mode that tells fields apart', async () => {
    await expect(Player.open(fixture('mpeg2.ts'), { device, fieldRate: true })).rejects.toThrow(
      /fieldRate.*bob/,
    );
  });
});

describe('the time of a field', () => {
  const time = { pts: 10n, duration: 1n, key: false, discard: false, corrupt: false };
  const timeBase = { num: 1, den: 25 };

  /** The pts of all fields of pictures with these pts, whose packets tell `duration`. */
  function fieldsOf(pictures: readonly bigint[], duration: bigint, frameDuration: bigint): bigint[] {
    const splitter = new FieldSplitter(frameDuration);
    const shown: bigint[] = [];
    for (const pts of pictures) {
      splitter.release(pts);
      splitter.hold({
        time: { ...time, pts, duration },
        show: (field) => shown.push(field.pts),
        done: () => {},
      });
    }
    splitter.release();
    return shown;
  }

  it('is exact in seconds where the time base has no half tick', () => {
    const [first, second] = splitFields(time, 1n);
    expect([first.pts, second.pts]).toEqual([10n, 10n]);
    expect([first, second].map((field) => timestampOf(field, timeBase).toFixed(6))).toEqual([
      '0.400000',
      '0.420000',
    ]);
    expect([first, second].map((field) => durationOf(field, timeBase))).toEqual([0.02, 0.02]);
  });

  it('is halfway to the next picture, whatever its packet says', () => {
    expect(fieldsOf([0n, 40n, 70n, 110n], 20n, 20n)).toEqual([0n, 20n, 40n, 55n, 70n, 90n, 110n, 130n]);
  });

  it('is by the duration where the next picture is far away, and by the one before at the end', () => {
    expect(fieldsOf([0n, 1000n, 1040n], 40n, 0n)).toEqual([0n, 20n, 1000n, 1020n, 1040n, 1060n]);
    expect(fieldsOf([0n], 0n, 3600n)).toEqual([0n, 1800n]);
  });

  it('is that of the picture for an unpaired field', () => {
    const display = { pictureIndex: 0, progressive: false, topFieldFirst: true, timestamp: 0n };
    expect(hasTwoFields({ ...display, repeatFirstField: 0 })).toBe(true);
    expect(hasTwoFields({ ...display, repeatFirstField: -1 })).toBe(false);
    expect(hasTwoFields({ ...display, repeatFirstField: 0, progressive: true })).toBe(false);
  });
});

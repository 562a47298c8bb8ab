/** Streams whose parameter sets or sizes change, that start or end broken, or whose headers are unusual. */
import { Player } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import {
  annexB,
  avcC,
  codedOf,
  type FlvTag,
  flv,
  ivf,
  parameterSets,
  unitsOf,
  withLengths,
} from './muxing.js';
import { device, golden, planarMd5 } from './support.js';

const hashes = (name: string): string[] => golden(name).map(({ md5 }) => md5);

interface Shown {
  readonly size: string;
  readonly md5: string;
  readonly timestamp: number;
}

async function shownOf(source: Uint8Array): Promise<Shown[]> {
  const shown: Shown[] = [];
  await using player = await Player.open(source, { device });
  for await (using frame of player.frames()) {
    const { width, height, timestamp } = frame;
    shown.push({ size: `${width}x${height}`, md5: await planarMd5(frame, player.info), timestamp });
  }
  return shown;
}

const big = codedOf('clip.mp4');
const small = codedOf('vfr.mp4');
const smallFrames = small.packets.length;
/** FLV has no negative times. */
const lead = Math.min(...small.packets.map(({ dts }) => dts));
const smallTags: FlvTag[] = small.packets.map(({ data, pts, dts }, i) => {
  return { data, dts: dts - lead, pts: pts - lead, key: i === 0 };
});

/** One IDR picture of clip.mp4, then all of vfr.mp4; `join` puts in what stands between them. */
function bigThenSmall(
  join: FlvTag[],
  change: (data: Buffer, i: number) => Buffer = (data) => data,
): Uint8Array {
  const [idr] = big.packets;
  if (idr === undefined) throw new Error('clip.mp4 has no packets');
  const rest = smallTags.map((tag, i) => {
    return { ...tag, data: change(tag.data, i), dts: 200 + tag.dts, pts: 200 + tag.pts };
  });
  const header = { header: true, data: big.extradata, dts: 0, pts: 0 };
  return flv([header, { data: idr.data, dts: 0, pts: 0, key: true }, ...join, ...rest]);
}

describe('parameter sets', () => {
  it('that the container changes in mid-stream hold from there on, and each frame has its own size', async () => {
    const header = { header: true, data: small.extradata, dts: 200, pts: 200 };
    const shown = await shownOf(bigThenSmall([header]));
    expect(shown.map(({ md5 }) => md5)).toEqual([hashes('clip.mp4')[0], ...hashes('vfr.mp4')]);
    expect(shown.map(({ size }) => size)).toEqual(['640x360', ...new Array(smallFrames).fill('320x240')]);
  });

  it('that the stream brings itself are not overridden by those of the container', async () => {
    const { sps, pps } = parameterSets(small.extradata);
    const change = (data: Buffer, i: number): Buffer =>
      i === 0 ? withLengths([sps, pps, ...unitsOf(data)]) : data;
    const shown = await shownOf(bigThenSmall([], change));
    expect(shown.map(({ md5 }) => md5)).toEqual([hashes('clip.mp4')[0], ...hashes('vfr.mp4')]);
  });

  it('may take more than NVCUVID has room for in its header', async () => {
    const { sps, pps } = parameterSets(small.extradata);
    const data = avcC(small.extradata, new Array(31).fill(sps), new Array(255).fill(pps));
    expect(data.length).toBeGreaterThan(2048);
    const shown = await shownOf(flv([{ header: true, data, dts: 0, pts: 0 }, ...smallTags]));
    expect(shown.map(({ md5 }) => md5)).toEqual(hashes('vfr.mp4'));
  });
});

describe('the size of VP9 pictures', () => {
  it('changes at a keyframe', async () => {
    const [large, odd] = [codedOf('vp9.webm'), codedOf('odd-175x143.mp4')];
    const frames = [...large.packets, ...odd.packets].map(({ data }) => data);
    const shown = await shownOf(ivf('VP90', frames));
    expect(shown.map(({ md5 }) => md5)).toEqual([...hashes('vp9.webm'), ...hashes('odd-175x143.mp4')]);
    expect([...new Set(shown.map(({ size }) => size))]).toEqual(['320x240', '175x143']);
  });
});

describe('a raw stream that begins in the middle of a group of pictures', () => {
  it('shows nothing before its first IDR picture', async () => {
    const { sps, pps } = parameterSets(big.extradata);
    const isIdr = (data: Buffer): boolean => unitsOf(data).some((unit) => ((unit[0] ?? 0) & 31) === 5);
    const second = big.packets.findIndex(({ data }, i) => i > 0 && isIdr(data));
    const packets = big.packets.slice(second - 7, second + 20);
    const stream = annexB([sps, pps, ...packets.flatMap(({ data }) => unitsOf(data))]);
    const shown = await shownOf(stream);
    const shownInFull = hashes('clip.mp4').slice(second, second + shown.length);
    expect(shown).toHaveLength(20);
    expect(shown.slice(0, 16).map(({ md5 }) => md5)).toEqual(shownInFull.slice(0, 16));
  });
});

describe('a stream that is cut in the middle of a packet', () => {
  it('shows every frame before the cut', async () => {
    const whole = flv([{ header: true, data: small.extradata, dts: 0, pts: 0 }, ...smallTags]);
    const last = small.packets.at(-1)?.data.length ?? 0;
    const shown = await shownOf(whole.subarray(0, whole.length - 4 - Math.ceil(last / 2)));
    const complete = small.packets.slice(0, -1).map(({ pts }) => pts);
    const lastPts = small.packets.at(-1)?.pts ?? 0;
    const all = [...complete, lastPts].sort((a, b) => a - b);
    const expected = hashes('vfr.mp4').filter((_, i) => all[i] !== lastPts);
    expect(shown.map(({ md5 }) => md5)).toEqual(expected);
  });
});

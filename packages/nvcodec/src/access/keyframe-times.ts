/** What the container has told of where its keyframes are, to judge whether a seek forward pays. */
import { fromSeconds, NO_TIMESTAMP } from '@nvcodec/demux-ffmpeg';
import type { PacketStream } from '../stream/packet-stream.js';

/** A seek throws away what is being decoded ahead; within so many frames it does not pay. */
const SEEK_COST = 8;

/** Without an index, keyframes are taken to be so many seconds apart. */
const USUAL_DISTANCE = 1;

const USUAL_FRAME_RATE = { num: 30, den: 1 };

/** See the head of this file. */
export class KeyframeTimes {
  readonly #stream: PacketStream;
  #times: BigInt64Array | undefined;

  constructor(stream: PacketStream) {
    this.#stream = stream;
  }

  /** Whether to reach the picture shown at `to` fewer are decoded from the keyframe before it than from `from` on. */
  seekPays(from: bigint, to: bigint): boolean {
    const { timeBase, averageFrameRate } = this.#stream.track;
    const rate = averageFrameRate ?? USUAL_FRAME_RATE;
    const cost = fromSeconds((SEEK_COST * rate.den) / rate.num, timeBase, 'ceil');
    const times = this.#known();
    if (times.length === 0) return to - from > cost + fromSeconds(USUAL_DISTANCE, timeBase, 'ceil');
    let nearest: bigint | undefined;
    for (const time of times) {
      if (time > to) break;
      nearest = time;
    }
    return nearest !== undefined && nearest > from + cost;
  }

  /** Ascending; decoding times where the container keeps no others. Empty when it may not know all. */
  #known(): BigInt64Array {
    if (this.#times === undefined) {
      const { demuxer, track } = this.#stream;
      const index = demuxer.keyframeIndexSync(track, { scan: 'never' });
      const times = index.complete
        ? index.pts.map((pts, i) => (pts === NO_TIMESTAMP ? (index.dts[i] ?? pts) : pts))
        : [];
      this.#times = BigInt64Array.from(times).filter((time) => time !== NO_TIMESTAMP);
    }
    return this.#times;
  }
}

/** Decoding in bursts: a thread that feeds the decoder sleeps once for several pictures, without letting the engine run dry. */
import { DecodeSession } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { Pace } from '../src/decoding/pace.js';
import { ownThread } from '../src/session-start.js';
import { Control } from '../src/worker/control.js';
import { HandoverRing } from '../src/worker/handover.js';
import { JobRunner } from '../src/worker/job-runner.js';
import { corpus, pathOf } from './corpus.js';
import { device } from './support.js';

const PLACES = 4;

/** An engine that decodes one picture after another and takes four, as NVDEC's driver does, with a clock of its own. */
class Engine {
  now = 0;
  idleMs = 0;
  waits = 0;
  slept: number[] = [];
  readonly #done: number[] = [];

  /** Takes a picture; waits while four are under way. */
  decode(takesMs: number): number {
    const oldest = this.#done.at(-PLACES) ?? 0;
    if (oldest > this.now) this.waits++;
    this.now = Math.max(this.now, oldest);
    const free = this.#done.at(-1) ?? 0;
    this.idleMs += Math.max(0, this.now - free);
    return this.#done.push(Math.max(this.now, free) + takesMs) - 1;
  }

  isUnderWay(picture: number): boolean {
    return (this.#done[picture] ?? 0) > this.now;
  }

  /** Feeds pictures that take `feedMs` of a thread each and `takesMs` of the engine. */
  run(pace: Pace, pictures: number, feedMs: number, takesMs: (picture: number) => number): void {
    this.idleMs = 0;
    this.waits = 0;
    this.slept = [];
    for (let picture = 0; picture < pictures; picture++) {
      this.now += feedMs;
      pace.fed(this.decode(takesMs(picture)));
      if (pace.isBurst) pace.rest();
    }
  }
}

function pacedEngine(): { engine: Engine; pace: Pace } {
  const engine = new Engine();
  const sleep = (ms: number): void => {
    engine.slept.push(ms);
    // The system wakes a thread a little late.
    engine.now += ms + 0.06;
  };
  return { engine, pace: new Pace((picture) => engine.isUnderWay(picture), sleep) };
}

describe('Pace', () => {
  it('sleeps once for three pictures and hardly ever waits inside the driver', () => {
    const { engine, pace } = pacedEngine();
    engine.run(pace, 300, 0.2, () => 1.35);
    engine.run(pace, 3000, 0.2, () => 1.35);
    expect(engine.slept.length).toBeGreaterThan(900);
    expect(engine.waits).toBeLessThan(300);
    expect(engine.idleMs).toBeLessThan(0.01 * 3000 * 1.35);
  });

  it('keeps the engine at work when pictures differ', () => {
    const { engine, pace } = pacedEngine();
    const takesMs = (picture: number): number => [2.6, 1.0, 1.2, 0.8, 1.5, 1.0][picture % 6] ?? 0;
    engine.run(pace, 300, 0.2, takesMs);
    engine.run(pace, 3000, 0.2, takesMs);
    expect(engine.slept.length).toBeGreaterThan(800);
    expect(engine.idleMs).toBeLessThan(0.03 * 3000 * 1.35);
  });

  it('follows when the engine becomes fast or slow', () => {
    const { engine, pace } = pacedEngine();
    engine.run(pace, 600, 0.2, () => 4);
    engine.run(pace, 60, 0.2, () => 0.5);
    expect(engine.idleMs).toBeLessThan(100);
    engine.run(pace, 600, 0.2, () => 0.5);
    expect(engine.idleMs).toBeLessThan(0.1 * 600 * 0.5);
  });

  it('does not sleep where the engine waits for the thread', () => {
    const { engine, pace } = pacedEngine();
    engine.run(pace, 600, 2, () => 0.5);
    expect(engine.slept).toEqual([]);
  });

  it('does not sleep where nobody tells what is under way', () => {
    let slept = 0;
    const pace = new Pace(
      () => false,
      () => slept++,
    );
    for (let picture = 0; picture < 300; picture++) {
      pace.fed(picture);
      if (pace.isBurst) expect(pace.rest()).toBe(false);
    }
    expect(slept).toBe(0);
  });

  it('sleeps 20 ms at most', () => {
    const { engine, pace } = pacedEngine();
    engine.run(pace, 1000, 0.2, () => 100);
    expect(Math.max(...engine.slept)).toBe(20);
  });
});

// Before any test, since making the corpus takes longer than a test may.
const clip = corpus().find(({ file }) => file === 'h264-gop250.mp4');
if (clip === undefined) throw new Error('the corpus has no h264-gop250.mp4');
const { pts } = clip;
const path = pathOf(clip);

/**
 * What becomes of a job whose consumer sleeps whenever he has taken everything, where the decoder lets the thread `sleep` or not.
 * @param needed the decoder needs a picture that somebody holds, whenever it gets one to decode.
 */
function handedOver(sleep: boolean, needed = false): { indices: number[]; pts: bigint[]; bells: number[] } {
  const pace = new Pace(
    () => sleep,
    () => undefined,
  );
  let runner: JobRunner | undefined;
  const checkpoint = (): void => {
    pace.fed(0);
    if (needed) runner?.giveWay();
  };
  const host = { ...ownThread(), checkpoint };
  const session = DecodeSession.open(path, { device }, host);
  Object.defineProperty(session, 'pace', { value: pace });
  const [control, ring] = [new Control(), HandoverRing.create()];
  const result = { indices: [] as number[], pts: [] as bigint[], bells: [] as number[] };
  const take = (): void => {
    let frames = 0;
    for (let record = ring.shift(); record !== undefined; record = ring.shift(), frames++) {
      result.indices.push(record.index);
      result.pts.push(record.pts);
      session.frameMaker.pool.words.release(record.slot);
    }
    result.bells.push(frames);
    control.consumerWaits();
  };
  runner = new JobRunner(session, {
    control,
    ring,
    ahead: 4,
    post: ({ type }) => {
      if (type === 'doorbell') take();
    },
    stopIfTold: () => undefined,
  });
  control.consumerWaits();
  runner.run({ kind: 'frames', selection: { kind: 'range' }, conversion: {} });
  take();
  session.close();
  expect(result.pts).toEqual(pts.map(BigInt));
  return result;
}

describe('A consumer that waits', () => {
  it('is woken for each of the first frames, and then once for three', () => {
    const { indices, bells } = handedOver(true);
    expect(indices).toEqual(indices.map((_, i) => i));
    expect(bells.slice(0, 64)).toEqual(Array.from({ length: 64 }, () => 1));
    const later = bells.slice(110, 140);
    // A packet may bring none or two.
    expect(Math.min(...later)).toBeGreaterThanOrEqual(2);
    expect(later.reduce((sum, frames) => sum + frames)).toBeGreaterThanOrEqual(3 * later.length - 2);
  });

  it('is woken at once where he may hold what the decoder needs', () => {
    const { indices, bells } = handedOver(true, true);
    expect(indices).toEqual(indices.map((_, i) => i));
    // The last pictures come without a packet.
    expect(Math.max(...bells.slice(0, -8))).toBeLessThanOrEqual(2);
  });

  it('is woken for each frame where the decoder has too little to do', () => {
    const { bells } = handedOver(false);
    expect(bells.slice(0, 300)).toEqual(Array.from({ length: 300 }, () => 1));
  });
});

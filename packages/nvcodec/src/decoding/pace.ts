/**
 * How long a thread may sleep between feeding the decoder and feeding it again.
 *
 * NVDEC's driver takes four pictures (seen with driver 580); a thread that gives it a fifth waits inside the call. Fed
 * picture by picture, each of fourteen threads sleeps and wakes some ten times for a picture, and each time to cold caches.
 * So a burst of pictures is fed at a time, and in between the thread sleeps, once, until the driver has little left: that
 * takes two thirds of the processor's time (bench/RESULTS.md).
 */

/** Pictures in a burst: with those that are left when it begins, as many as the driver takes. */
const BURST = 3;
/** More are never under way. */
const MOST_UNDER_WAY = 4;
/** Shorter sleeps save nothing. */
const SHORTEST_MS = 0.2;
/** Longer ones would be of a decoder that is held up by something else. */
const LONGEST_MS = 20;
/**
 * What becomes of the sleep when the driver has so many pictures left at its end. One or two by turns is what is wanted: then a
 * whole picture is left, and the engine does not run dry while the next are fed.
 */
const NEXT_SLEEP = [
  (ms: number): number => ms * 0.7,
  (ms: number): number => ms * 0.92,
  (ms: number): number => ms * 1.1 + 0.1,
] as const;

const nobody = new Int32Array(new SharedArrayBuffer(4));

function sleepThread(ms: number): void {
  Atomics.wait(nobody, 0, 0, ms);
}

/** See the head of this file. */
export class Pace {
  readonly #isUnderWay: (pictureIndex: number) => boolean;
  readonly #sleep: (ms: number) => void;
  /** Where the pictures since the last sleep lie, the newest first. */
  readonly #fed: number[] = [];
  #count = 0;
  #sleepMs = 0;

  /**
   * @param isUnderWay whether a picture that was fed is not decoded yet. Where nobody can tell, there is no sleep.
   * @param sleep blocks this thread.
   */
  constructor(isUnderWay: (pictureIndex: number) => boolean, sleep: (ms: number) => void = sleepThread) {
    this.#isUnderWay = isUnderWay;
    this.#sleep = sleep;
  }

  /** A picture was given to the decoder. */
  fed(pictureIndex: number): void {
    this.#count++;
    if (this.#fed.unshift(pictureIndex) > MOST_UNDER_WAY) this.#fed.pop();
  }

  /** Whether a burst was fed since the last rest. */
  get isBurst(): boolean {
    return this.#count >= BURST;
  }

  /** Sleeps until the driver is thought to have a picture left. False when it has too little to sleep. */
  rest(): boolean {
    const slept = this.#sleepMs >= SHORTEST_MS;
    if (slept) this.#sleep(this.#sleepMs);
    let left = 0;
    for (const pictureIndex of this.#fed) {
      if (!this.#isUnderWay(pictureIndex)) break;
      left++;
    }
    const next = NEXT_SLEEP[left] ?? NEXT_SLEEP[2];
    this.#sleepMs = Math.min(next(this.#sleepMs), LONGEST_MS);
    this.#fed.length = 0;
    this.#count = 0;
    return slept;
  }
}

/**
 * The words of shared memory through which a worker's two sides speak while the worker is busy decoding and reads
 * no messages: stop, wake up, a frame is there.
 */
import { Signal } from '../signal.js';

const CANCEL = 0;
const STOP = 1;
const CONSUMER = 2;
const SIGNAL = 3;
const ANSWERS = SIGNAL + Signal.words;
const WORDS = ANSWERS + Signal.words;

/** What the consumer does, as `CONSUMER` says. */
const AWAKE = 0;
const WAITS = 1;
const DOZES = 2;

export class Control {
  /** Not zero: blocking reads of the demuxer are to end. */
  readonly cancel: Int32Array;
  /** Raised when anything is released, read or to stop. */
  readonly signal: Signal;
  /** Counts answers to the worker's questions. */
  readonly answers: Signal;
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(memory = new SharedArrayBuffer(WORDS * 4)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
    this.cancel = this.#words.subarray(CANCEL, CANCEL + 1);
    this.signal = new Signal(this.#words.subarray(SIGNAL, SIGNAL + Signal.words));
    this.answers = new Signal(this.#words.subarray(ANSWERS, ANSWERS + Signal.words));
  }

  /** Ends the job that runs, now and for good: reads are interrupted too. */
  cancelAll(): void {
    Atomics.store(this.cancel, 0, 1);
    this.stop();
    this.answers.raise();
  }

  get cancelled(): boolean {
    return Atomics.load(this.cancel, 0) !== 0;
  }

  /** Ends the job that runs after the packet it is at. */
  stop(): void {
    Atomics.store(this.#words, STOP, 1);
    this.signal.raise();
  }

  get stopped(): boolean {
    return Atomics.load(this.#words, STOP) !== 0;
  }

  /** A new job begins. */
  start(): void {
    Atomics.store(this.#words, STOP, 0);
  }

  /** The consumer found nothing and is going to sleep: the next record is to be announced. */
  consumerWaits(): void {
    Atomics.store(this.#words, CONSUMER, WAITS);
  }

  /** The consumer found nothing and will look again by itself soon: announce records only when there are many. */
  consumerDozes(): void {
    Atomics.store(this.#words, CONSUMER, DOZES);
  }

  get consumerWaiting(): boolean {
    return Atomics.load(this.#words, CONSUMER) === WAITS;
  }

  /** Whether the consumer is to be woken now that there are `many` records, or a few. True once for each sleep. */
  wakesConsumer(many: boolean): boolean {
    const state = Atomics.load(this.#words, CONSUMER);
    if (state === AWAKE || (state === DOZES && !many)) return false;
    return Atomics.exchange(this.#words, CONSUMER, AWAKE) !== AWAKE;
  }
}

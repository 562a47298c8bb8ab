/**
 * The user's side of a worker: opens it, runs one job at a time, turns what comes through the ring into frames and
 * pictures, answers its questions, and ends it.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { DisposedError } from '@nvcodec/cuda-driver';
import { reviveError } from '../errors.js';
import type { Frame } from '../frame.js';
import type { MediaInfo } from '../media-info.js';
import type { Picture } from '../picture.js';
import type { PlayerOptions, VideoSource } from '../player-options.js';
import { answerQuestion, prepare } from './answers.js';
import { Control } from './control.js';
import { HandoverRing } from './handover.js';
import type { FrameJob, FromWorker, Job, PictureJob, ToWorker, WorkerSetup } from './protocol.js';
import { Receiver } from './receiver.js';
import { giveThreadBack, takeThread } from './threads.js';

const DEFAULT_FRAMES = 4;

type Done = Extract<FromWorker, { type: 'done' }>;

export class WorkerClient {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #answers: MessagePort;
  readonly #control = new Control();
  readonly #ring: HandoverRing;
  readonly #source: VideoSource;
  readonly #options: PlayerOptions;
  /** Settles when the thread has no more to do with this client. */
  readonly #ended: Promise<void>;
  #receiver: Receiver | undefined;
  #info: MediaInfo | undefined;
  #done: Done | undefined;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;
  #busy = false;
  /** False once the thread is another's or gone. */
  #hasThread = true;
  /** The last frame or picture of the job that the user got. */
  #lastGiven: bigint | undefined;
  /** Where a job goes on that does not say where it starts: after what the user got, not after what was made ahead. */
  #goOnAfter: bigint | undefined;
  #closing: Promise<void> | undefined;

  /** @throws what opening the source and the decoder throws; the signal's reason when aborted. */
  static async open(source: VideoSource, options: PlayerOptions): Promise<WorkerClient> {
    const { signal } = options;
    signal?.throwIfAborted();
    const client = new WorkerClient(source, options);
    const abort = (): void => client.#control.cancelAll();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await client.#until(() => client.#info !== undefined || client.#done !== undefined);
      if (client.#done?.error !== undefined) throw reviveError(client.#done.error);
      signal?.throwIfAborted();
      return client;
    } catch (error) {
      await client.close();
      throw signal?.aborted === true ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  private constructor(source: VideoSource, options: PlayerOptions) {
    const { numFrames = DEFAULT_FRAMES } = options;
    if (!Number.isInteger(numFrames) || numFrames < 1 || numFrames > 1024) {
      throw new RangeError(`numFrames: ${numFrames} is not a whole number from 1 to 1024`);
    }
    this.#source = source;
    this.#options = options;
    this.#ring = HandoverRing.create(numFrames);
    const messages = new MessageChannel();
    const answers = new MessageChannel();
    this.#port = messages.port1;
    this.#answers = answers.port1;
    const setup: WorkerSetup = {
      port: messages.port2,
      answers: answers.port2,
      control: this.#control.memory,
      ring: this.#ring.memory,
      numFrames,
      ...prepare(source, options),
    };
    this.#worker = takeThread();
    this.#worker.postMessage(setup, [messages.port2, answers.port2]);
    this.#port.on('message', (message: FromWorker) => this.#receive(message));
    this.#ended = this.#watch();
    this.#idle(true);
  }

  get info(): MediaInfo {
    if (this.#info === undefined) throw new Error('the worker has not opened its source yet');
    return this.#info;
  }

  /** The frames of a job, each the caller's to close. Ends the job when the caller ends the iteration. */
  frames(job: FrameJob, signal: AbortSignal | undefined): AsyncGenerator<Frame, void, undefined> {
    return this.#run(job, signal) as AsyncGenerator<Frame, void, undefined>;
  }

  /** The pictures of a job, likewise. */
  pictures(job: PictureJob, signal: AbortSignal | undefined): AsyncGenerator<Picture, void, undefined> {
    return this.#run(job, signal) as AsyncGenerator<Picture, void, undefined>;
  }

  async *#run(job: Job, signal: AbortSignal | undefined): AsyncGenerator<Frame | Picture, void, undefined> {
    signal?.throwIfAborted();
    const stop = (): void => this.#control.stop();
    this.#begin({ type: 'run', job: this.#goingOn(job) });
    signal?.addEventListener('abort', stop, { once: true });
    try {
      for (;;) {
        const item = await this.#next(signal);
        if (item === undefined) return;
        this.#lastGiven = item.pts;
        yield item;
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      await this.#end();
    }
  }

  async seek(seconds: number): Promise<void> {
    this.#begin({ type: 'seek', seconds });
    this.#goOnAfter = undefined;
    try {
      await this.#until(() => this.#done !== undefined);
      if (this.#done?.error !== undefined) throw reviveError(this.#done.error);
    } finally {
      this.#busy = false;
    }
  }

  /** Ends what runs and gives everything back but the frames and pictures that are still held. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#control.cancelAll();
    const message: ToWorker = { type: 'close' };
    this.#port.postMessage(message);
    if (this.#hasThread) this.#worker.ref();
    await this.#ended;
    this.#drain();
    this.#discard();
    this.#receiver?.close();
    this.#port.close();
    this.#answers.close();
  }

  #begin(message: ToWorker): void {
    if (this.#closing !== undefined)
      throw new DisposedError('this Player is closed and can no longer be used');
    if (this.#busy) {
      throw new Error(
        'another iteration or seek of this Player is under way: end it (break) or wait for it first',
      );
    }
    if (this.#failure !== undefined) throw this.#failure;
    this.#busy = true;
    this.#done = undefined;
    this.#control.start();
    this.#port.postMessage(message);
  }

  async #next(signal: AbortSignal | undefined): Promise<Frame | Picture | undefined> {
    for (;;) {
      signal?.throwIfAborted();
      const item = this.#take();
      if (item !== undefined) return item;
      if (this.#closing !== undefined) throw new DisposedError('the Player was closed during the iteration');
      if (this.#done !== undefined) {
        if (this.#done.error !== undefined) throw reviveError(this.#done.error);
        return undefined;
      }
      await this.#until(() => {
        // Before each look: a doorbell may have rung for a record that was taken already.
        this.#control.consumerWaits();
        return this.#ring.readable || this.#done !== undefined || signal?.aborted === true;
      });
    }
  }

  #goingOn(job: Job): Job {
    if (job.kind === 'screenshots') return job;
    const after = job.start === undefined ? this.#goOnAfter : undefined;
    this.#goOnAfter = after;
    this.#lastGiven = undefined;
    return { ...job, after };
  }

  /** Stops the job if it still runs, and releases what it had handed over. */
  async #end(): Promise<void> {
    const complete = this.#done !== undefined && !this.#ring.readable;
    this.#goOnAfter = complete ? undefined : (this.#lastGiven ?? this.#goOnAfter);
    if (this.#closing === undefined && this.#failure === undefined && this.#done === undefined) {
      this.#control.stop();
      await this.#until(() => this.#done !== undefined || this.#closing !== undefined);
    }
    this.#discard();
    this.#busy = false;
  }

  #take(): Frame | Picture | undefined {
    const record = this.#ring.shift();
    if (record === undefined) return undefined;
    this.#control.signal.raise();
    this.#drain();
    return this.#receiver?.receive(record);
  }

  #discard(): void {
    for (let item = this.#take(); item !== undefined; item = this.#take()) item.close();
  }

  /** Messages that have come but were not delivered yet: a record's kind or decoder may be among them. */
  #drain(): void {
    for (
      let found = receiveMessageOnPort(this.#port);
      found !== undefined;
      found = receiveMessageOnPort(this.#port)
    ) {
      this.#receive(found.message as FromWorker);
    }
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'opened':
        this.#info = message.info;
        this.#receiver = new Receiver(message.info, message.buffers, this.#control.signal, this.#options);
        break;
      case 'kind':
      case 'hdr':
      case 'decoder':
        this.#receiver?.announce(message);
        break;
      case 'ask':
        void answerQuestion(message.question, this.#source, this.#options).then((answer) => {
          this.#answers.postMessage(answer);
          this.#control.answers.raise();
        });
        break;
      case 'done':
        this.#done = message;
        break;
      case 'doorbell':
        break;
    }
    this.#wake?.();
  }

  /** Follows the thread until it has ended the session, or itself. */
  async #watch(): Promise<void> {
    const worker = this.#worker;
    const onError = (error: Error): void => this.#fail(error);
    worker.once('error', onError);
    const free = await new Promise<boolean>((resolve) => {
      const onExit = (): void => resolve(false);
      worker.once('exit', onExit);
      worker.once('message', () => {
        worker.off('exit', onExit);
        resolve(true);
      });
    });
    worker.off('error', onError);
    this.#hasThread = false;
    if (free) giveThreadBack(worker);
    this.#drain();
    this.#fail(new Error('the decoding thread ended unexpectedly'));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  /** Waits for a message that makes `ready` true. The process stays alive meanwhile. */
  async #until(ready: () => boolean): Promise<void> {
    this.#idle(false);
    try {
      while (!ready()) {
        if (this.#failure !== undefined) throw this.#failure;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.#wake = undefined;
      this.#idle(true);
    }
  }

  /** An idle worker does not keep the process alive. */
  #idle(idle: boolean): void {
    if (idle) this.#port.unref();
    else this.#port.ref();
    if (!this.#hasThread) return;
    if (idle) this.#worker.unref();
    else this.#worker.ref();
  }
}

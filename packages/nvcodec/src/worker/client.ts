/** The user's side of a session in a worker: runs one job at a time, and answers the worker's questions. */
import { DisposedError } from '@nvcodec/cuda-driver';
import { FrameIndex, type IndexEstimate } from '../access/frame-index.js';
import type { Picture } from '../decoding/picture.js';
import { reviveError } from '../errors.js';
import type { Frame } from '../frames/frame.js';
import type { MediaInfo } from '../media-info.js';
import type { Capacity } from '../parallel/capacity.js';
import type { Cuts } from '../parallel/cuts.js';
import type { PlayerOptions, VideoSource } from '../player-options.js';
import { answerQuestion, prepare } from './answers.js';
import { Control } from './control.js';
import { MOST_AHEAD } from './handover.js';
import { Inbox } from './inbox.js';
import { iterate } from './iteration.js';
import { WorkerLink } from './link.js';
import type { FrameJob, FromWorker, Job, PictureJob, ToWorker } from './protocol.js';
import { Receiver } from './receiver.js';
import { ResumePlace } from './resume-place.js';

const DEFAULT_FRAMES = 4;

type Message<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;

export class WorkerClient {
  readonly #link: WorkerLink;
  readonly #control = new Control();
  /** What the job that runs has handed over. */
  readonly inbox = new Inbox(this.#control, () => this.#link);
  readonly #source: VideoSource;
  readonly #options: PlayerOptions;
  /** Where an iteration without a start goes on. */
  readonly place = new ResumePlace();
  #info: MediaInfo | undefined;
  #capacity: Capacity | undefined;
  #index: Message<'index'>['index'] | undefined;
  #cuts: Cuts | undefined;
  #done: Message<'done'> | undefined;
  #busy = false;
  #closing: Promise<void> | undefined;

  /** @throws what opening the source and the decoder throws; the signal's reason when aborted. */
  static async open(source: VideoSource, options: PlayerOptions): Promise<WorkerClient> {
    const { signal } = options;
    signal?.throwIfAborted();
    const client = new WorkerClient(source, options);
    const abort = (): void => client.#control.cancelAll();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await client.#link.until(() => client.#info !== undefined || client.#done !== undefined);
      client.#throwError();
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
    if (!Number.isInteger(numFrames) || numFrames < 1 || numFrames > MOST_AHEAD) {
      throw new RangeError(`numFrames: ${numFrames} is not a whole number from 1 to ${MOST_AHEAD}`);
    }
    this.#source = source;
    this.#options = options;
    const memory = { control: this.#control.memory, ring: this.inbox.ring.memory };
    this.#link = new WorkerLink({ ...memory, numFrames, ...prepare(source, options) }, (message) =>
      this.#receive(message),
    );
  }

  get info(): MediaInfo {
    if (this.#info === undefined) throw new Error('the worker has not opened its source yet');
    return this.#info;
  }

  /** What its device has for several sessions, as it was at the opening. */
  get capacity(): Capacity {
    if (this.#capacity === undefined) throw new Error('the worker has not opened its source yet');
    return this.#capacity;
  }

  /** The frames of a job, each the caller's to close. Ends the job when the caller ends the iteration. */
  frames(job: FrameJob, signal: AbortSignal | undefined): AsyncGenerator<Frame, void, undefined> {
    return iterate(this, job, signal) as AsyncGenerator<Frame, void, undefined>;
  }

  /** The pictures of a job, likewise. */
  pictures(job: PictureJob, signal: AbortSignal | undefined): AsyncGenerator<Picture, void, undefined> {
    return iterate(this, job, signal) as AsyncGenerator<Picture, void, undefined>;
  }

  async seek(seconds: number, signal: AbortSignal | undefined): Promise<void> {
    await this.#ask({ type: 'seek', seconds }, signal);
    this.place.seek(seconds);
  }

  /** Where the video can be cut for several sessions. */
  async cuts(signal: AbortSignal | undefined): Promise<Cuts> {
    await this.#ask({ type: 'cuts' }, signal);
    if (this.#cuts === undefined) throw new Error('the worker told no cuts');
    return this.#cuts;
  }

  /** The frame index, made if need be, or what the container says. */
  async index(approximate: boolean, signal: AbortSignal | undefined): Promise<FrameIndex | IndexEstimate> {
    await this.#ask({ type: 'index', approximate }, signal);
    const index = this.#index;
    this.#index = undefined;
    if (index === undefined) throw new Error('the worker told no index');
    return 'pts' in index ? new FrameIndex(index) : index;
  }

  /** Ends what runs and gives everything back but the frames and pictures that are still held. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#control.cancelAll();
    await this.#link.end();
    this.inbox.discard();
    this.inbox.receiver?.close();
    this.#link.disconnect();
  }

  /** Begins a job: then take what comes of it from the `inbox`, and `finish`. @throws when another one runs. */
  start(job: Job): void {
    this.#begin({ type: 'run', job });
  }

  /** Whether the worker has done with the job: no more is handed over. */
  get done(): boolean {
    return this.#done !== undefined;
  }

  /** @throws why the job came to nothing, or why nothing more can come of it. */
  check(): void {
    if (this.#closing !== undefined) throw new DisposedError('the Player was closed during the iteration');
    this.#throwError();
    if (this.#link.failure !== undefined) throw this.#link.failure;
  }

  /** Tells the worker to end the job. */
  stop(): void {
    this.#control.stop();
  }

  /** A job that hands nothing over; an answer may come before it is done. */
  async #ask(message: ToWorker, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const stop = (): void => this.#control.stop();
    this.#begin(message);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await this.#link.until(() => this.#done !== undefined);
      signal?.throwIfAborted();
      if (this.#closing !== undefined) throw new DisposedError('the Player was closed during the request');
      this.#throwError();
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#busy = false;
    }
  }

  /** @throws why no job can begin. */
  checkFree(): void {
    if (this.#closing !== undefined)
      throw new DisposedError('this Player is closed and can no longer be used');
    if (this.#busy) {
      throw new Error(
        'another iteration or seek of this Player is under way: end it (break) or wait for it first',
      );
    }
    if (this.#link.failure !== undefined) throw this.#link.failure;
  }

  #begin(message: ToWorker): void {
    this.checkFree();
    this.#busy = true;
    this.#done = undefined;
    this.inbox.begin();
    this.#control.start();
    this.#link.post(message);
  }

  /** Ends a job: stops it if it still runs, and releases what it had handed over. */
  async finish(): Promise<void> {
    if (this.#closing === undefined && this.#link.failure === undefined && this.#done === undefined) {
      this.stop();
      await this.#link.until(() => this.#done !== undefined || this.#closing !== undefined);
    }
    this.inbox.discard();
    this.#busy = false;
  }

  #throwError(): void {
    if (this.#done?.error !== undefined) throw reviveError(this.#done.error);
  }

  #receiverFor({ info, buffers }: Message<'opened'>): Receiver {
    return new Receiver(info, buffers, this.#control.signal, this.#options);
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'opened':
        this.#info = message.info;
        this.#capacity = message.capacity;
        this.inbox.receiver = this.#receiverFor(message);
        break;
      case 'kind':
      case 'hdr':
      case 'decoder':
        this.inbox.receiver?.announce(message);
        break;
      case 'index':
        this.#index = message.index;
        break;
      case 'cuts':
        this.#cuts = message.cuts;
        break;
      case 'ask':
        void answerQuestion(message.question, this.#source, this.#options).then((answer) => {
          this.#link.answer(answer);
          this.#control.answers.raise();
        });
        break;
      case 'done':
        this.#done = message;
        break;
      case 'doorbell':
        break;
    }
  }
}

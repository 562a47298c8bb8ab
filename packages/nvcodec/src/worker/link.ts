/**
 * The user's end of a worker: the thread and the ports to it, waiting for its messages, and whether it keeps the
 * process alive. It knows nothing of jobs.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { reached } from '../stages.js';
import type { Answer, FromWorker, ToWorker, WorkerSetup } from './protocol.js';
import { giveThreadBack, takeThread, told } from './threads.js';

export class WorkerLink {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #answers: MessagePort;
  readonly #receive: (message: FromWorker) => void;
  /** Settles when the thread has no more to do with this session. */
  readonly #ended: Promise<void>;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;
  /** False once the thread is another's or gone. */
  #hasThread = true;

  /** @param receive gets every message of the worker, in order. */
  constructor(setup: Omit<WorkerSetup, 'port' | 'answers'>, receive: (message: FromWorker) => void) {
    const messages = new MessageChannel();
    const answers = new MessageChannel();
    this.#port = messages.port1;
    this.#answers = answers.port1;
    this.#receive = receive;
    this.#worker = takeThread();
    reached('thread taken');
    const sent: WorkerSetup = { ...setup, port: messages.port2, answers: answers.port2 };
    this.#worker.postMessage(sent, [messages.port2, answers.port2]);
    this.#port.on('message', (message: FromWorker) => this.#take(message));
    this.#ended = this.#watch();
    this.#idle(true);
  }

  /** Why the thread is gone; undefined while it is there. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  post(message: ToWorker): void {
    this.#port.postMessage(message);
  }

  /** To a question of the worker's. */
  answer(answer: Answer): void {
    this.#answers.postMessage(answer);
  }

  /** Takes messages that have come but were not delivered yet. */
  drain(): void {
    for (
      let found = receiveMessageOnPort(this.#port);
      found !== undefined;
      found = receiveMessageOnPort(this.#port)
    ) {
      this.#take(found.message as FromWorker);
    }
  }

  /**
   * Waits for a message that makes `ready` true. The process stays alive meanwhile.
   * @throws the failure when the thread is gone.
   */
  async until(ready: () => boolean): Promise<void> {
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

  /** Makes `until` look again. */
  nudge(): void {
    this.#wake?.();
  }

  /** Asks the worker to end, and waits for it. Then `disconnect`. */
  async end(): Promise<void> {
    this.post({ type: 'close' });
    if (this.#hasThread) this.#worker.ref();
    await this.#ended;
    this.drain();
  }

  disconnect(): void {
    this.#port.close();
    this.#answers.close();
  }

  #take(message: FromWorker): void {
    this.#receive(message);
    this.#wake?.();
  }

  /** Follows the thread until it has ended the session, or itself. */
  async #watch(): Promise<void> {
    const worker = this.#worker;
    const onError = (error: Error): void => this.#fail(error);
    worker.once('error', onError);
    const free = await told(worker, 'free');
    worker.off('error', onError);
    this.#hasThread = false;
    if (free) giveThreadBack(worker);
    this.drain();
    this.#fail(new Error('the decoding thread ended unexpectedly'));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake?.();
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

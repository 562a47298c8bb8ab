/**
 * The worker thread of a Player: it runs one DecodeSession at a time. Between jobs it waits for messages; during a job
 * it reads none and is steered by the words of Control. When the session is closed the thread tells so and takes the
 * next.
 */
import { parentPort } from 'node:worker_threads';
import type { ConversionRegistry } from '@nvcodec/colorspace';
import type { Source } from '@nvcodec/demux-ffmpeg';
import { DecodeSession } from '../decode-session.js';
import { drain } from '../drain.js';
import { describeError } from '../errors.js';
import type { SessionHost } from '../session-start.js';
import { Control } from './control.js';
import { HandoverRing } from './handover.js';
import { JobRunner } from './job-runner.js';
import { loadPlugins } from './plugins.js';
import type { FromWorker, SourceMessage, ToWorker, WorkerSetup } from './protocol.js';
import { Questions } from './questions.js';
import { DRAIN, type ThreadNotice } from './threads.js';

/** Thrown to leave a job that the client has stopped; never leaves this thread. */
class Stopped extends Error {}

function sourceOf(message: SourceMessage, questions: Questions): Source {
  switch (message.kind) {
    case 'path':
      return message.path;
    case 'url':
      return new URL(message.href);
    case 'bytes':
      return message.bytes;
    case 'remote':
      return questions.source(message.size);
  }
}

/** One client's session in this thread. */
class Servant {
  readonly #setup: WorkerSetup;
  readonly #control: Control;
  #runner: JobRunner | undefined;

  constructor(setup: WorkerSetup) {
    this.#setup = setup;
    this.#control = new Control(setup.control);
  }

  /** Opens the session and serves it; tells the client why not when it cannot be opened. */
  async start(): Promise<void> {
    try {
      this.#serve(this.#open(await loadPlugins(this.#setup.plugins)));
    } catch (error) {
      this.#post({ type: 'done', error: describeError(error) });
      this.#end();
    }
  }

  #open(registry: ConversionRegistry): DecodeSession {
    const { port, answers, source, numFrames } = this.#setup;
    const questions = new Questions(port, answers, this.#control);
    const host: SessionHost = {
      signal: this.#control.signal,
      cancel: this.#control.cancel,
      mayWait: () => {
        this.#runner?.giveWay();
        this.#stopIfTold();
      },
      checkpoint: () => this.#stopIfTold(),
      keepFrames: numFrames,
    };
    const options = { ...questions.options(this.#setup), registry };
    return DecodeSession.open(sourceOf(source, questions), options, host);
  }

  #serve(session: DecodeSession): void {
    const runner = new JobRunner(session, {
      control: this.#control,
      ring: new HandoverRing(this.#setup.ring),
      ahead: this.#setup.numFrames,
      post: (message) => this.#post(message),
      stopIfTold: () => this.#stopIfTold(),
    });
    this.#runner = runner;
    this.#setup.port.on('message', (message: ToWorker) => {
      switch (message.type) {
        case 'run':
          // Current throughout, or each call of the job would make it so.
          this.#answer(() => session.device.context.run(() => runner.run(message.job)));
          break;
        case 'seek':
          this.#answer(() => session.seek(message.seconds));
          break;
        case 'index':
          this.#answer(() => this.#tellIndex(session, message.approximate));
          break;
        case 'cuts':
          this.#answer(() => this.#post({ type: 'cuts', cuts: session.cuts() }));
          break;
        case 'close':
          this.#answer(() => session.close());
          this.#end();
          break;
      }
    });
    const { info, frameMaker } = session;
    this.#post({ type: 'opened', info, buffers: frameMaker.pool.words.memory, capacity: session.capacity() });
  }

  #tellIndex(session: DecodeSession, approximate: boolean): void {
    const index = approximate ? session.index({ approximate }) : session.index();
    this.#post({ type: 'index', index: { ...index } });
  }

  /** Runs `work` and tells the client how it ended; being stopped is no error. */
  #answer(work: () => void): void {
    try {
      work();
      this.#post({ type: 'done' });
    } catch (error) {
      this.#post(error instanceof Stopped ? { type: 'done' } : { type: 'done', error: describeError(error) });
    }
  }

  #end(): void {
    this.#setup.port.close();
    this.#setup.answers.close();
    tell('free');
  }

  #stopIfTold(): void {
    if (this.#control.stopped) throw new Stopped();
  }

  #post(message: FromWorker): void {
    this.#setup.port.postMessage(message);
  }
}

function tell(notice: ThreadNotice): void {
  parentPort?.postMessage(notice);
}

parentPort?.on('message', (message: WorkerSetup | typeof DRAIN) => {
  if (message !== DRAIN) void new Servant(message).start();
  else void drain().then(() => tell('drained'));
});
tell('loaded');

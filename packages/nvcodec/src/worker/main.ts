/**
 * The worker thread of a Player: it runs one DecodeSession. Between jobs it waits for messages; during a job it
 * reads none and is steered by the words of Control.
 */
import { workerData } from 'node:worker_threads';
import type { Source } from '@nvcodec/demux-ffmpeg';
import { DecodeSession } from '../decode-session.js';
import { describeError } from '../errors.js';
import type { SessionHost } from '../session-start.js';
import { Control } from './control.js';
import { HandoverRing } from './handover.js';
import { JobRunner } from './job-runner.js';
import type { FromWorker, SourceMessage, ToWorker, WorkerSetup } from './protocol.js';
import { Questions } from './questions.js';

/** Thrown to leave a job that the client has stopped; never leaves this thread. */
class Stopped extends Error {}

const setup = workerData as WorkerSetup;
const { port } = setup;
const control = new Control(setup.control);
let runner: JobRunner | undefined;

function post(message: FromWorker): void {
  port.postMessage(message);
}

function stopIfTold(): void {
  if (control.stopped) throw new Stopped();
}

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

function openSession(): DecodeSession {
  const questions = new Questions(port, setup.answers, control);
  const host: SessionHost = {
    signal: control.signal,
    cancel: control.cancel,
    mayWait: () => {
      runner?.settle();
      stopIfTold();
    },
    checkpoint: stopIfTold,
    keepFrames: setup.numFrames,
  };
  return DecodeSession.open(sourceOf(setup.source, questions), questions.options(setup), host);
}

/** Runs `work` and tells the client how it ended; being stopped is no error. */
function answer(work: () => void): void {
  try {
    work();
    post({ type: 'done' });
  } catch (error) {
    post(error instanceof Stopped ? { type: 'done' } : { type: 'done', error: describeError(error) });
  }
}

function serve(session: DecodeSession): void {
  const jobs = new JobRunner(session, { control, ring: new HandoverRing(setup.ring), post, stopIfTold });
  runner = jobs;
  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'run':
        answer(() => jobs.run(message.job));
        break;
      case 'seek':
        answer(() => session.seek(message.seconds));
        break;
      case 'close':
        answer(() => session.close());
        port.close();
        setup.answers.close();
        break;
    }
  });
}

try {
  const session = openSession();
  post({ type: 'opened', info: session.info, buffers: session.pool.words.memory });
  serve(session);
} catch (error) {
  post({ type: 'done', error: describeError(error) });
  port.close();
  setup.answers.close();
}

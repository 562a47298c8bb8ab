/**
 * What a worker must ask its client for in the middle of its work, blocking until the answer is there: the value of
 * an option that is a function, and the bytes of a Blob.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { CustomSource } from '@nvcodec/demux-ffmpeg';
import type { Size } from '../decoding/geometry.js';
import { reviveError } from '../errors.js';
import type { SessionOptions } from '../session-start.js';
import type { Control } from './control.js';
import type { Answer, FromWorker, FunctionOption, Question, WorkerSetup } from './protocol.js';

export class Questions {
  readonly #port: MessagePort;
  readonly #answers: MessagePort;
  readonly #control: Control;

  constructor(port: MessagePort, answers: MessagePort, control: Control) {
    this.#port = port;
    this.#answers = answers;
    this.#control = control;
  }

  /** The options with a function in place of each one that lives on the client's side. */
  options(setup: WorkerSetup): SessionOptions {
    const options: Record<string, unknown> = { ...setup.options };
    for (const name of setup.functions) {
      options[name] = (argument: Size | number) => this.#ask({ kind: 'option', name, argument });
    }
    return options as SessionOptions & Record<FunctionOption, unknown>;
  }

  /** A source of `size` bytes that are read on the client's side. */
  source(size: number): CustomSource {
    let offset = 0;
    return {
      size,
      read: (buffer) => {
        const length = Math.min(buffer.length, size - offset);
        if (length <= 0) return 0;
        const bytes = this.#ask({ kind: 'read', offset, length }) as Uint8Array;
        buffer.set(bytes);
        offset += bytes.length;
        return bytes.length;
      },
      seek: (target) => {
        offset = target;
      },
    };
  }

  #ask(question: Question): unknown {
    const message: FromWorker = { type: 'ask', question };
    this.#port.postMessage(message);
    const answer = this.#control.answers.waitFor(() => {
      if (this.#control.cancelled) throw new Error('cancelled');
      return receiveMessageOnPort(this.#answers)?.message as Answer | undefined;
    });
    if ('error' in answer) throw reviveError(answer.error);
    return answer.value;
  }
}

/** What every command is given beside its own arguments. */
import type { Words } from './report/words.js';

export interface Environment {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Notes to the user, on stderr. */
  readonly words: Words;
  /** Writes text to standard output. */
  readonly print: (text: string) => Promise<void>;
  /** Whether text on standard output may be coloured. */
  readonly colorOutput: boolean;
  /** Whether a person watches stderr. */
  readonly showProgress: boolean;
}

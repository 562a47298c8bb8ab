/** Words for the user: on stderr, one line each, beginning with the program's name. */
import colors from 'picocolors';

type Colors = ReturnType<typeof colors.createColors>;

/** NO_COLOR (no-color.org) and FORCE_COLOR outrank what the stream is. */
export function colorsFor(isTerminal: boolean, environment: NodeJS.ProcessEnv = process.env): Colors {
  const wanted = environment.FORCE_COLOR !== undefined || isTerminal;
  return colors.createColors(wanted && (environment.NO_COLOR ?? '') === '');
}

export class Words {
  readonly #write: (text: string) => void;
  readonly #colors: Colors;
  readonly #quiet: boolean;
  #beforeLine: () => void = () => {};

  constructor(write: (text: string) => void, options: { color: boolean; quiet: boolean }) {
    this.#write = write;
    this.#colors = colorsFor(options.color);
    this.#quiet = options.quiet;
  }

  /** Called before each line is written, so that a progress bar can get out of the way. */
  set beforeLine(callback: () => void) {
    this.#beforeLine = callback;
  }

  /** Something good to know; --quiet hides it. */
  note(line: string): void {
    if (!this.#quiet) this.#say(line);
  }

  /** The one line a failure ends in. */
  failure(line: string): void {
    this.#say(this.#colors.red(line));
  }

  #say(line: string): void {
    this.#beforeLine();
    this.#write(`nvcodec: ${line}\n`);
  }
}

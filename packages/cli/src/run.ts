/** Runs a command line from its words to its exit code; every error ends here. */
import { CommanderError } from 'commander';
import type { Environment } from './environment.js';
import { writeStdout } from './output/standard-output.js';
import { buildProgram, type RunCommand } from './program.js';
import { ExitCode } from './report/exit-code.js';
import { failureOf } from './report/failure.js';
import { Words } from './report/words.js';

/** What a run of the command line is given. */
export interface MainOptions {
  /** Aborting it stops the command, which cleans up after itself. */
  readonly signal?: AbortSignal;
}

function environmentFor(signal: AbortSignal, quiet: boolean): Environment {
  const { stderr } = process;
  return {
    signal,
    words: new Words((text) => stderr.write(text), { color: stderr.isTTY === true, quiet }),
    print: writeStdout,
    colorOutput: process.stdout.isTTY === true,
    showProgress: stderr.isTTY === true && !quiet,
  };
}

function reportError(error: unknown, environment: Environment): number {
  const { exitCode, line } = failureOf(error, environment.signal);
  if (line !== null) environment.words.failure(line);
  if (process.env.NVCODEC_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return exitCode;
}

/**
 * Runs `nvcodec` with these words (without `node` and the script) and resolves to its exit code. Never rejects.
 */
export async function main(words: readonly string[], options: MainOptions = {}): Promise<number> {
  const quiet = words.includes('--quiet') || words.includes('-q');
  const environment = environmentFor(options.signal ?? new AbortController().signal, quiet);
  let exitCode: number = ExitCode.ok;
  const run: RunCommand = async (command) => {
    const result = await command(environment);
    if (typeof result === 'number') exitCode = result;
  };
  let printed = '';
  const program = buildProgram(run, {
    out: (text) => {
      printed += text;
    },
    err: (text) => process.stderr.write(text),
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, environment);
    exitCode = error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  }
  try {
    await writeStdout(printed);
    return exitCode;
  } catch (error) {
    return reportError(error, environment);
  }
}

/**
 * The commands and options of `nvcodec`. Nothing heavy is imported here: each command's module, and the decoder
 * with it, is loaded when the command runs, so that `--help` is there at once.
 */
import { Command } from 'commander';
import { positiveNumber, wholeNumber } from './arguments.js';
import type { Environment } from './environment.js';
import { addDecode, addFramemd5, addScreenshot } from './frame-commands.js';
import { addInputOptions, device, examples } from './shared-options.js';
import { VERSION } from './version.js';

/** Runs a command's function; a number it returns is the exit code. */
export type RunCommand = (command: (environment: Environment) => Promise<unknown>) => Promise<void>;

const EXIT_CODES = `
Exit codes:
  0 done   1 failed   2 wrong usage   3 no such device   4 unsupported stream   130 interrupted

Data goes to standard output, words to standard error. NVCODEC_DEBUG=1 adds the stack to an error.`;

function addInfo(program: Command, run: RunCommand): void {
  const command = program
    .command('info')
    .description('tell what a file holds: tracks, codec, colour, duration, keyframes')
    .argument('<file>', 'path or URL')
    .option('--json', 'as JSON')
    .option('--keyframes', 'list the times of all keyframes')
    .option('--no-keyframes', 'do not look for keyframes (which may read the whole file)')
    .option('--count', 'count the frames exactly, which reads the whole file');
  addInputOptions(command, device().default(undefined, 'none: only the container is read'))
    .addHelpText('after', examples('info video.mp4', 'info video.mp4 --json', 'info video.mp4 --device 0'))
    .action((file, options) =>
      run(async (environment) => (await import('./commands/info.js')).info(file, options, environment)),
    );
}

function addDoctor(program: Command, run: RunCommand): void {
  program
    .command('doctor')
    .description('tell what this machine can decode with, what is missing, and how to get it')
    .option('--json', 'as JSON')
    .addOption(device().default(undefined, 'all'))
    .addHelpText('after', `\nExits with 0 if this machine can decode, on a GPU or in software, else with 1.`)
    .addHelpText('after', examples('doctor', 'doctor --device 0', 'doctor --json'))
    .action((options) =>
      run(async (environment) => (await import('./commands/doctor.js')).doctor(options, environment)),
    );
}

function addBench(program: Command, run: RunCommand): void {
  const command = program
    .command('bench')
    .description('measure how fast this machine decodes a file')
    .argument('<file>', 'path or URL')
    .option('--sessions <n>', 'players at once', wholeNumber(1, 256), 1)
    .option('--seconds <s>', 'length of a round', positiveNumber, 2)
    .option('--rounds <n>', 'rounds, of which the median counts', wholeNumber(1, 1000), 5)
    .option('--format <format>', 'format of the frames: nv12, rgb24 … (default: as decoded)')
    .option('--limit-fps <fps>', 'what the hardware reaches at most, to compare with', positiveNumber)
    .option('--json', 'as JSON');
  addInputOptions(command)
    .addHelpText(
      'after',
      examples(
        'bench video.mp4',
        'bench video.mp4 --sessions 7 --device 0 --limit-fps 3976',
        'bench video.mp4 --format rgb24 --json',
      ),
    )
    .action((file, options) =>
      run(async (environment) => (await import('./commands/bench.js')).bench(file, options, environment)),
    );
}

/** The whole command line; parsing it runs the command through `run`. */
export function buildProgram(
  run: RunCommand,
  output: { out: (text: string) => void; err: (text: string) => void },
): Command {
  const program = new Command('nvcodec');
  const oneLine = (text: string): string =>
    text
      .trim()
      .replace(/^error: /, '')
      .replace(/\s*\n\s*/g, ' ');
  program
    .description('Decode video on NVIDIA GPUs, or in software where there is none.')
    .version(VERSION, '-V, --version')
    .option('-q, --quiet', 'no notes and no progress on standard error, only errors')
    .addHelpText('after', EXIT_CODES)
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      outputError: (text, write) => write(`nvcodec: ${oneLine(text)}\n`),
    })
    .exitOverride();
  for (const add of [addInfo, addDoctor, addScreenshot, addDecode, addFramemd5, addBench]) add(program, run);
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
    command.option('-q, --quiet', 'no notes and no progress on standard error, only errors');
  }
  return program;
}

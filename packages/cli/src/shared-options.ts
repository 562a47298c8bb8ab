/** Options and help texts that several commands have in common. */
import { type Command, Option } from 'commander';
import { parseDevice, parseKey, parseSessions, wholeNumber } from './arguments.js';

export const PIXEL_FORMATS = `
Pixel formats, by re-arranging the decoded samples: yuv420p, nv12, yuv422p, yuv444p, gray, and for
deeper streams yuv420p10le, p010le, yuv420p12le, p012le, p016le … (the stream's own depth or more).`;

export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ nvcodec ${line}`).join('\n')}`;
}

export function device(): Option {
  return new Option('--device <device>', 'auto, soft, or the number of a GPU').argParser(parseDevice);
}

/**
 * The options of every command that reads a file.
 * @param where its `--device`
 */
export function addInputOptions(command: Command, where = device().default('auto')): Command {
  return command
    .addOption(where)
    .addOption(
      new Option('--track <n>', 'which video track, from 0 (default: the best)').argParser(wholeNumber(0)),
    )
    .addOption(
      new Option('--decryption-key <hex>', 'of a track under common encryption').argParser(parseKey),
    );
}

export function deinterlace(): Option {
  return new Option('--deinterlace <how>', 'what interlaced pictures become')
    .choices(['weave', 'bob', 'adaptive'] as const)
    .default('weave' as const);
}

export const FIELD_RATE = ['--field-rate', 'each field a frame, with --deinterlace bob or adaptive'] as const;

export function sessions(): Option {
  return new Option(
    '--sessions <n>',
    'how many decode the file at once, or auto: all that pay (default: 1)',
  ).argParser(parseSessions);
}

export function rotate(): Option {
  return new Option('--rotate <how>', 'turn as the file says, or not')
    .choices(['auto', 'none'])
    .default('auto');
}

export const OVERWRITE = ['-y, --overwrite', 'overwrite a file that exists'] as const;

/** The commands and options that make pictures or video of a file's frames; see program.ts. */
import { type Command, Option } from 'commander';
import { collectTimes, parseSize, parseTime, positiveNumber, wholeNumber } from './arguments.js';
import { convertedFormats } from './output/device-formats.js';
import type { RunCommand } from './program.js';
import {
  addInputOptions,
  deinterlace,
  examples,
  FIELD_RATE,
  OVERWRITE,
  PIXEL_FORMATS,
  rotate,
  sessions,
} from './shared-options.js';

export function addScreenshot(program: Command, run: RunCommand): void {
  const command = program
    .command('screenshot')
    .description('save pictures at given times as PNG, JPEG, WebP or AVIF')
    .argument('<file>', 'path or URL')
    .requiredOption('-o, --output <out>', 'picture file; - for standard output; %d, {n}, {time} name several')
    .option(
      '--at <time>',
      'when, from the start of the video: 10, 1:02.5, 1:02:03, 50% (repeatable; default: the first frame)',
      collectTimes,
    )
    .option('--every <seconds>', 'one picture each so many seconds', positiveNumber)
    .option('--start <time>', 'with --every: the first, from the start of the video', parseTime)
    .option('--end <time>', 'with --every: before here', parseTime)
    .option('--accurate', 'the frame shown at the time, not the keyframe before it (slower)')
    .option('--size <WxH>', 'size of the picture: 320x240, 320x, x240', parseSize)
    .addOption(
      new Option('--fit <how>', 'with both sides of --size: no larger; with bars; cut to fill; stretched')
        .choices(['inside', 'contain', 'cover', 'fill'])
        .default('inside'),
    )
    .addOption(rotate())
    .option('--format <format>', 'png, jpg, webp, avif (default: by the ending of the name)')
    .option('--quality <n>', 'of JPEG, WebP and AVIF, 1 to 100', wholeNumber(1, 100))
    .option(...OVERWRITE)
    .option('--json', 'print what was saved as JSON')
    .addOption(deinterlace())
    .option(...FIELD_RATE)
    .addOption(sessions());
  addInputOptions(command)
    .addHelpText(
      'after',
      examples(
        'screenshot video.mp4 --at 10 -o shot.png',
        'screenshot video.mp4 --at 25% --at 75% --accurate --size 640x -o shot-{n}.jpg',
        'screenshot video.mp4 --every 5 --size 320x180 --fit cover -o thumb-%03d.webp',
      ),
    )
    .action((file, options) =>
      run(async (environment) =>
        (await import('./commands/screenshot.js')).screenshot(file, options, environment),
      ),
    );
}

export function addDecode(program: Command, run: RunCommand): void {
  const command = program
    .command('decode')
    .description('decode to Y4M or raw video')
    .argument('<file>', 'path or URL')
    .requiredOption('-o, --output <out>', 'file, or - for standard output')
    .addOption(
      new Option('--format <format>', 'default: by the ending; y4m on standard output').choices([
        'y4m',
        'raw',
      ]),
    )
    .option('--pix-fmt <format>', "pixel format (default: the stream's own)")
    .option(
      '--start <time>',
      'first frame at or after, from the start of the video: 10, 1:02.5, 1:02:03, 50%',
      parseTime,
    )
    .option('--end <time>', 'only frames before', parseTime)
    .option('--step <n>', 'only each n-th frame', wholeNumber(1), 1)
    .addOption(deinterlace())
    .option(...FIELD_RATE)
    .option('--partial', 'keep the output of a file that is cut short')
    .option(...OVERWRITE)
    .addOption(sessions());
  addInputOptions(command)
    .addHelpText(
      'after',
      `${PIXEL_FORMATS}\nConverted on the device, raw only: ${convertedFormats.join(', ')}.`,
    )
    .addHelpText(
      'after',
      examples(
        'decode video.mp4 -o video.y4m',
        'decode video.mp4 --start 10 --end 20 -o - | x264 --demuxer y4m -o out.264 -',
        'decode video.mp4 --pix-fmt rgb24 --step 25 -o frames.rgb',
      ),
    )
    .action((file, options) =>
      run(async (environment) => (await import('./commands/decode.js')).decode(file, options, environment)),
    );
}

export function addFramemd5(program: Command, run: RunCommand): void {
  const command = program
    .command('framemd5')
    .description("print the lines of FFmpeg's framemd5 for the decoded frames")
    .argument('<file>', 'path or URL')
    .option('-o, --output <out>', 'file, or - for standard output', '-')
    .option('--pix-fmt <format>', "pixel format (default: that of FFmpeg's decoder, e.g. yuv420p)")
    .addOption(rotate())
    .addOption(
      new Option('--time-base <unit>', "of the timestamps: 1 / frame rate, or the stream's own")
        .choices(['rate', 'stream'])
        .default('rate'),
    )
    .option(...OVERWRITE)
    .addOption(sessions());
  addInputOptions(command)
    .addHelpText('after', PIXEL_FORMATS)
    .addHelpText(
      'after',
      `
To compare with FFmpeg's software decoder:
  $ ffmpeg -i video.mp4 -map 0:v:0 -fps_mode passthrough -f framemd5 - | grep -v '^#' > expected
  $ nvcodec framemd5 video.mp4 | grep -v '^#' | diff expected -
With --rotate none the frames are hashed as decoded (ffmpeg -noautorotate), with --time-base stream
the timestamps are the container's (ffmpeg -enc_time_base -1).`,
    )
    .addHelpText(
      'after',
      examples(
        'framemd5 video.mp4',
        'framemd5 video.mp4 --device soft --pix-fmt nv12',
        'framemd5 hdr.mkv --device 0 --pix-fmt p010le',
      ),
    )
    .action((file, options) =>
      run(async (environment) =>
        (await import('./commands/framemd5.js')).framemd5(file, options, environment),
      ),
    );
}

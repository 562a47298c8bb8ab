/**
 * `nvcodec bench`: how fast this machine decodes a file. N players run at once and close each frame as it comes;
 * what is measured is what a program gets through `Player.frames`. A short file is decoded again and again, and each
 * new pass starts the pipeline anew: use a long one to see the decoder's own speed.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { PixelFormat, Player } from 'nvcodec';
import type { Environment } from '../environment.js';
import { convertedFormats, decodedFormats } from '../output/device-formats.js';
import { FileError, UsageError } from '../report/failure.js';
import { toJson } from '../report/json.js';
import { type Spread, spread } from '../report/statistics.js';
import { pairs } from '../report/table.js';
import { type EngineUse, engineUse } from './engine-use.js';
import { type InputOptions, inspectForDecoding, openPlayer } from './input.js';

export interface BenchOptions extends InputOptions {
  readonly sessions: number;
  readonly rounds: number;
  /** Length of a round. */
  readonly seconds: number;
  readonly format?: string;
  /** What the hardware can do at most, as another program measured it. */
  readonly limitFps?: number;
  readonly json?: boolean;
}

const FORMATS: ReadonlySet<string> = new Set<PixelFormat>([...decodedFormats, ...convertedFormats]);

interface Round {
  readonly fps: number;
  /** Of each player. */
  readonly sessionFps: readonly number[];
  /** Of all threads of this process, in microseconds. */
  readonly cpuPerFrame: number;
}

interface Result {
  readonly sessions: number;
  readonly fps: Spread;
  readonly fpsPerSession: Spread;
  readonly cpuMicrosecondsPerFrame: Spread;
  readonly eventLoopDelayP99Milliseconds: number;
  readonly openMilliseconds: number;
  readonly firstFrameMilliseconds: number;
  readonly engine: EngineUse | undefined;
  readonly limit: { readonly fps: number; readonly percent: number } | undefined;
}

interface Work {
  readonly format: PixelFormat | undefined;
  readonly signal: AbortSignal;
}

async function* passes(player: Player, { format, signal }: Work): AsyncGenerator<void> {
  const start = player.info.startTime;
  for (;;) {
    let frames = 0;
    for await (using _ of player.frames({ start, signal, format })) {
      frames++;
      yield;
    }
    if (frames === 0) throw new FileError('the file has no frame that can be decoded');
  }
}

/** Frames a second of one player until `deadline` (performance.now()). */
async function runSession(
  player: Player,
  work: Work,
  deadline: number,
): Promise<{ frames: number; seconds: number }> {
  const began = performance.now();
  let frames = 0;
  for await (const _ of passes(player, work)) {
    frames++;
    if (performance.now() >= deadline) break;
  }
  return { frames, seconds: (performance.now() - began) / 1000 };
}

async function runRound(players: readonly Player[], work: Work, seconds: number): Promise<Round> {
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  const runs = await Promise.all(players.map((player) => runSession(player, work, began + seconds * 1000)));
  const cpu = process.cpuUsage(cpuBefore);
  const frames = runs.reduce((sum, run) => sum + run.frames, 0);
  return {
    fps: frames / Math.max(...runs.map((run) => run.seconds)),
    sessionFps: runs.map((run) => run.frames / run.seconds),
    cpuPerFrame: (cpu.user + cpu.system) / frames,
  };
}

/** Milliseconds until the first frame is there; it also warms the pipeline up. */
async function firstFrame(player: Player, work: Work): Promise<number> {
  const began = performance.now();
  for await (const _ of passes(player, work)) break;
  return performance.now() - began;
}

async function measure(
  players: readonly Player[],
  work: Work,
  options: BenchOptions,
): Promise<Omit<Result, 'openMilliseconds'>> {
  const { sessions, rounds: count, seconds, limitFps } = options;
  const first = await Promise.all(players.map((player) => firstFrame(player, work)));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const gpu = players[0]?.info.hardware === true ? players[0].info.device.uuid : undefined;
  const rounds: Round[] = [];
  let engine: EngineUse | undefined;
  for (let i = 0; i < count; i++) {
    // Asked in the midst of the last round, where the load is steady.
    const asked = new Promise((resolve) => setTimeout(resolve, seconds * 500));
    const use = gpu !== undefined && i === count - 1 ? asked.then(() => engineUse(gpu)) : undefined;
    rounds.push(await runRound(players, work, seconds));
    engine = await use;
  }
  delay.disable();
  const fps = spread(rounds.map((round) => round.fps));
  return {
    sessions,
    fps,
    fpsPerSession: spread(rounds.flatMap((round) => round.sessionFps)),
    cpuMicrosecondsPerFrame: spread(rounds.map((round) => round.cpuPerFrame)),
    // The histogram holds the intervals of a 1 ms timer; what is beyond that is delay.
    eventLoopDelayP99Milliseconds: Math.max(0, delay.percentile(99) / 1e6 - 1),
    firstFrameMilliseconds: spread(first).median,
    engine,
    limit: limitFps === undefined ? undefined : { fps: limitFps, percent: (100 * fps.median) / limitFps },
  };
}

const range = ({ median, least, most }: Spread, digits = 1): string =>
  `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;

function resultLines(result: Result): string[] {
  const { engine, limit } = result;
  return pairs(
    [
      ['fps', range(result.fps)],
      ['fps per session', result.sessions > 1 ? range(result.fpsPerSession) : null],
      ['of the limit', limit && `${limit.percent.toFixed(1)} % of ${limit.fps} fps`],
      ['CPU per frame', `${range(result.cpuMicrosecondsPerFrame, 0)} µs`],
      ['NVDEC', engine && `${engine.decoderPercent} % busy, ${engine.videoClockMHz} MHz`],
      ['event loop delay', `${result.eventLoopDelayP99Milliseconds.toFixed(1)} ms (99th percentile)`],
      ['open', `${result.openMilliseconds.toFixed(0)} ms`],
      ['first frame', `${result.firstFrameMilliseconds.toFixed(1)} ms`],
    ],
    '  ',
  );
}

async function openAll(file: string, options: BenchOptions, environment: Environment): Promise<Player[]> {
  const { source } = await inspectForDecoding(file, options, environment);
  // Here each session is a player, that decodes the whole file.
  const each: InputOptions = { ...options, sessions: 1 };
  const first = await openPlayer(source, each, environment);
  // The note about a fallback was given once; the others do as the first does.
  const device = first.info.hardware ? first.info.device.ordinal : 'soft';
  const others = Array.from({ length: options.sessions - 1 }, () =>
    openPlayer(source, { ...each, device }, environment),
  );
  const opened = await Promise.allSettled(others);
  const players = [
    first,
    ...opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
  ];
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed === undefined) return players;
  await Promise.allSettled(players.map((player) => player.close()));
  throw failed.reason;
}

export async function bench(file: string, options: BenchOptions, environment: Environment): Promise<void> {
  const { format } = options;
  if (format !== undefined && !FORMATS.has(format)) {
    throw new UsageError(`--format ${format} is not known: it is one of ${[...FORMATS].join(', ')}`);
  }
  const began = performance.now();
  const players = await openAll(file, options, environment);
  const openMilliseconds = performance.now() - began;
  try {
    const work: Work = { format: format as PixelFormat | undefined, signal: environment.signal };
    const result: Result = { ...(await measure(players, work, options)), openMilliseconds };
    const { info } = players[0] as Player;
    const about = {
      file,
      codec: info.codec,
      size: info.displaySize,
      device: info.device,
      format: format ?? info.surfaceFormat,
    };
    if (options.json === true) {
      await environment.print(
        toJson({ ...about, rounds: options.rounds, secondsPerRound: options.seconds, ...result }),
      );
      return;
    }
    const { width, height } = info.displaySize;
    const title = `${file}: ${info.codec} ${width}x${height} to ${about.format}, ${info.device.name}, ${options.sessions} session(s), ${options.rounds} rounds of ${options.seconds} s; median (least to most)`;
    await environment.print(`${[title, ...resultLines(result)].join('\n')}\n`);
  } finally {
    await Promise.allSettled(players.map((player) => player.close()));
  }
}

/** `nvcodec doctor`: what this machine has for decoding, what it lacks, and how to get it. */
import type { LibraryReport, SystemReport } from 'nvcodec';
import type { Environment } from '../environment.js';
import { ExitCode } from '../report/exit-code.js';
import { toJson } from '../report/json.js';
import { table } from '../report/table.js';
import { colorsFor } from '../report/words.js';

export interface DoctorOptions {
  readonly device?: 'auto' | 'soft' | number;
  readonly json?: boolean;
}

type Caps = SystemReport['devices'][number]['caps'];
type Paint = ReturnType<typeof colorsFor>;

const HEADING = ['codec', 'chroma', 'bits', 'smallest', 'largest', 'macroblocks', 'output'];

function capsRow(caps: Caps[number]): string[] {
  return [
    caps.codec,
    caps.chromaFormat.split('').join(':'),
    String(caps.bitDepth),
    `${caps.minWidth}x${caps.minHeight}`,
    `${caps.maxWidth}x${caps.maxHeight}`,
    String(caps.maxMacroblocks),
    caps.outputFormats.join(' '),
  ];
}

/** Depths that differ in nothing else share a row. */
function capsTable(all: Caps): string[] {
  const rows = new Map<string, string[]>();
  for (const caps of all) {
    const row = capsRow(caps);
    const key = row.filter((_, column) => column !== 2).join();
    const shared = rows.get(key);
    if (shared === undefined) rows.set(key, row);
    else shared[2] += ` ${caps.bitDepth}`;
  }
  return table([HEADING, ...rows.values()]).map((line) => `    ${line}`);
}

/** One line for what was looked for; further lines of what is wrong with it stand below. */
function checkLines(
  paint: Paint,
  label: string,
  library: LibraryReport,
  detail: (string | undefined)[],
): string[] {
  const mark = library.found ? paint.green('ok     ') : paint.yellow('missing');
  const [problem, ...advice] = library.problem?.trim().split('\n') ?? [];
  const known = [...detail, problem].filter((part) => part !== undefined).join(', ');
  return [`${mark}  ${label.padEnd(13)}  ${known}`, ...advice.map((line) => `           ${line}`)];
}

function deviceLines(device: SystemReport['devices'][number]): string[] {
  const memory = `${(device.totalMemory / 2 ** 30).toFixed(1)} GiB`;
  return [
    '',
    `GPU ${device.ordinal}: ${device.name}, compute capability ${device.computeCapability}, ${memory}, ${device.pciBusId}`,
    `  ${device.uuid}`,
    `  NVDEC engines: ${device.engines}`,
    ...(device.problem === undefined ? [] : [`  ${device.problem}`]),
    ...capsTable(device.caps),
  ];
}

function verdict(report: SystemReport): string {
  if (report.driver.found && report.nvcuvid.found && report.devices.length > 0) {
    return 'Videos are decoded on the GPU (NVDEC) where it knows the codec, else in software.';
  }
  return report.soft.found
    ? 'Videos are decoded in software.'
    : 'Nothing here can decode: see what is missing above.';
}

function reportLines(report: SystemReport, device: DoctorOptions['device'], paint: Paint): string[] {
  const { driver, nvcuvid, soft, ffmpeg } = report;
  const lines = [
    `nvcodec ${report.nvcodec}, Node ${report.node}, ${report.platform}`,
    '',
    ...checkLines(paint, 'NVIDIA driver', driver, [driver.version && `CUDA ${driver.version}`, driver.path]),
    ...checkLines(paint, 'NVCUVID', nvcuvid, [nvcuvid.path]),
    ...checkLines(paint, 'soft driver', soft, [soft.path]),
    ...checkLines(paint, 'FFmpeg', ffmpeg, [ffmpeg.version && `libavformat ${ffmpeg.version}`]),
  ];
  const shown = report.devices.filter(({ ordinal }) => typeof device !== 'number' || ordinal === device);
  if (device !== 'soft') lines.push(...shown.flatMap(deviceLines));
  if (typeof device !== 'number' && soft.found)
    lines.push('', 'Soft driver (decodes with libavcodec)', ...capsTable(soft.caps));
  return [...lines, '', verdict(report)];
}

/** Whether frames can be decoded on what `device` allows. */
function works(report: SystemReport, device: DoctorOptions['device']): boolean {
  const soft = report.soft.found && report.ffmpeg.found;
  const gpu = report.nvcuvid.found && report.devices.length > 0 && report.ffmpeg.found;
  if (device === 'soft') return soft;
  return typeof device === 'number' ? gpu : soft || gpu;
}

/** @returns 0 when this machine can decode, 1 when it cannot, 3 when the device asked for is not there. */
export async function doctor(options: DoctorOptions, environment: Environment): Promise<number> {
  const { inspectSystem } = await import('nvcodec');
  const report = await inspectSystem();
  const { device } = options;
  const paint = colorsFor(environment.colorOutput);
  const text = options.json === true ? toJson(report) : `${reportLines(report, device, paint).join('\n')}\n`;
  await environment.print(text);
  if (typeof device === 'number' && !report.devices.some(({ ordinal }) => ordinal === device)) {
    environment.words.failure(`there is no device ${device}`);
    return ExitCode.noDevice;
  }
  return works(report, device) ? ExitCode.ok : ExitCode.failure;
}

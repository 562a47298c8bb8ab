/** `nvcodec doctor`: what this machine has for decoding, what it lacks, and how to get it. */
import type { SystemReport } from 'nvcodec';
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

function capsTable(caps: Caps): string[] {
  const rows = caps.map((each) => [
    each.codec,
    each.chromaFormat.split('').join(':'),
    String(each.bitDepth),
    `${each.minWidth}x${each.minHeight}`,
    `${each.maxWidth}x${each.maxHeight}`,
    String(each.maxMacroblocks),
    each.outputFormats.join(' '),
  ]);
  return table([HEADING, ...rows]).map((line) => `    ${line}`);
}

function checkLine(paint: Paint, label: string, found: boolean, detail: string): string {
  const mark = found ? paint.green('ok     ') : paint.yellow('missing');
  return `${mark}  ${label.padEnd(15)}  ${detail}`;
}

function deviceLines(device: SystemReport['devices'][number]): string[] {
  const memory = `${(device.totalMemory / 2 ** 30).toFixed(1)} GiB`;
  return [
    '',
    `GPU ${device.ordinal}: ${device.name}, compute capability ${device.computeCapability}, ${memory}, ${device.pciBusId}`,
    `  ${device.uuid}`,
    `  NVDEC engines: ${device.engines}`,
    ...capsTable(device.caps),
  ];
}

function describe(
  found: boolean,
  detail: readonly (string | undefined)[],
  problem: string | undefined,
): string {
  const known = detail.filter((part) => part !== undefined).join(', ');
  return problem === undefined
    ? known
    : [known, problem].filter((part) => part !== '').join(': ') || String(found);
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
  const version = driver.version === undefined ? undefined : `CUDA ${driver.version}`;
  const lines = [
    `nvcodec ${report.nvcodec}, Node ${report.node}, ${report.platform}`,
    '',
    checkLine(
      paint,
      'NVIDIA driver',
      driver.found,
      describe(driver.found, [version, driver.path], driver.problem),
    ),
    checkLine(paint, 'NVCUVID', nvcuvid.found, describe(nvcuvid.found, [nvcuvid.path], nvcuvid.problem)),
    checkLine(paint, 'soft driver', soft.found, describe(soft.found, [soft.cuda], soft.problem)),
    checkLine(
      paint,
      'FFmpeg',
      ffmpeg.found,
      describe(ffmpeg.found, [ffmpeg.version && `libavformat ${ffmpeg.version}`], ffmpeg.problem),
    ),
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

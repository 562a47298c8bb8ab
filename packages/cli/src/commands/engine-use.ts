/** How busy NVDEC is, as nvidia-smi tells it: for `bench`, where that tool is installed. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface EngineUse {
  /** Per cent of the time, over all engines of the GPU. */
  readonly decoderPercent: number;
  /** Clock of the video engines in MHz. */
  readonly videoClockMHz: number;
}

/** @returns undefined where there is no nvidia-smi, or it knows neither number. */
export async function engineUse(uuid: string): Promise<EngineUse | undefined> {
  const query = [
    '--query-gpu=utilization.decoder,clocks.video',
    '--format=csv,noheader,nounits',
    `--id=${uuid}`,
  ];
  try {
    const { stdout } = await run('nvidia-smi', query, { timeout: 5000 });
    const [decoderPercent, videoClockMHz] = stdout.split(',').map(Number);
    if (decoderPercent === undefined || videoClockMHz === undefined) return undefined;
    return Number.isNaN(decoderPercent + videoClockMHz) ? undefined : { decoderPercent, videoClockMHz };
  } catch {
    return undefined;
  }
}

/** What this machine has for decoding: drivers, GPUs with their caps, the soft driver, FFmpeg. Nothing here throws. */
import { readFileSync } from 'node:fs';
import { CudaDriver } from '@nvcodec/cuda-driver';
import { ffmpegInfo } from '@nvcodec/demux-ffmpeg';
import { type ChromaFormat, type Codec, DecoderCaps, Nvcuvid, type SurfaceFormat } from '@nvcodec/nvcuvid';
import { softDriverPaths } from '@nvcodec/soft-driver';
import { DecodingDevice } from './decoding-device.js';

/** What a device decodes of one codec, chroma format and depth; sizes are coded sizes in pixels. */
export interface CapsReport {
  readonly codec: Codec;
  readonly chromaFormat: ChromaFormat;
  readonly bitDepth: number;
  readonly minWidth: number;
  readonly minHeight: number;
  readonly maxWidth: number;
  readonly maxHeight: number;
  readonly maxMacroblocks: number;
  readonly outputFormats: readonly SurfaceFormat[];
}

/** A GPU and what its engines decode. */
export interface GpuReport {
  readonly ordinal: number;
  readonly name: string;
  readonly uuid: string;
  readonly computeCapability: string;
  /** In bytes. */
  readonly totalMemory: number;
  readonly pciBusId: string;
  /** NVDEC engines. */
  readonly engines: number;
  readonly caps: readonly CapsReport[];
  /** Why the caps could not be read. */
  readonly problem?: string;
}

/** Whether a library was found. */
export interface LibraryReport {
  readonly found: boolean;
  readonly path?: string;
  readonly version?: string;
  /** What is wrong, and what to do. */
  readonly problem?: string;
}

/** What a machine has for decoding. */
export interface SystemReport {
  readonly node: string;
  readonly platform: string;
  /** Version of this package. */
  readonly nvcodec: string;
  readonly driver: LibraryReport;
  readonly nvcuvid: LibraryReport;
  readonly devices: readonly GpuReport[];
  readonly soft: LibraryReport & { readonly caps: readonly CapsReport[] };
  readonly ffmpeg: LibraryReport;
}

const CODECS: readonly Codec[] = [
  'mpeg1',
  'mpeg2',
  'mpeg4',
  'vc1',
  'h264',
  'jpeg',
  'hevc',
  'vp8',
  'vp9',
  'av1',
];
const CHROMA: readonly ChromaFormat[] = ['400', '420', '422', '444'];
const DEPTHS = [8, 10, 12];

const problemOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function supportedCaps({ cuvid, context }: DecodingDevice): DecoderCaps[] {
  const all = CODECS.flatMap((codec) =>
    CHROMA.flatMap((chromaFormat) => DEPTHS.map((bitDepth) => ({ codec, chromaFormat, bitDepth }))),
  );
  return all.map((query) => DecoderCaps.query(cuvid, context, query)).filter((caps) => caps.supported);
}

function capsReport(caps: DecoderCaps): CapsReport {
  const { minWidth, minHeight, maxWidth, maxHeight, maxMacroblocks, outputFormats } = caps;
  return { ...caps.query, minWidth, minHeight, maxWidth, maxHeight, maxMacroblocks, outputFormats };
}

function withDevice<T>(open: () => DecodingDevice, use: (device: DecodingDevice) => T): T {
  const device = open();
  try {
    return use(device);
  } finally {
    device.close();
  }
}

function reportDriver(): { report: LibraryReport; driver?: CudaDriver } {
  try {
    const driver = CudaDriver.load();
    const { path, version } = driver;
    return {
      report: {
        found: true,
        path,
        version: `${Math.floor(version / 1000)}.${Math.floor((version % 1000) / 10)}`,
      },
      driver,
    };
  } catch (error) {
    return { report: { found: false, problem: problemOf(error) } };
  }
}

function reportNvcuvid(driver: CudaDriver | undefined): LibraryReport {
  if (driver === undefined)
    return { found: false, problem: 'not looked for, as the CUDA driver was not found' };
  try {
    return { found: true, path: Nvcuvid.load(driver).path };
  } catch (error) {
    return { found: false, problem: problemOf(error) };
  }
}

function reportGpu(driver: CudaDriver, ordinal: number): GpuReport {
  const { name, uuid, computeCapability, totalMemory, pciBusId } = driver.device(ordinal);
  const gpu = { ordinal, name, uuid, computeCapability: computeCapability.join('.'), totalMemory, pciBusId };
  try {
    const caps = withDevice(() => DecodingDevice.gpu(ordinal), supportedCaps);
    return { ...gpu, engines: Math.max(0, ...caps.map((c) => c.engines)), caps: caps.map(capsReport) };
  } catch (error) {
    return { ...gpu, engines: 0, caps: [], problem: problemOf(error) };
  }
}

function reportSoft(): SystemReport['soft'] {
  try {
    const { cuda } = softDriverPaths();
    const caps = withDevice(() => DecodingDevice.soft(), supportedCaps);
    return { found: true, path: cuda, caps: caps.map(capsReport) };
  } catch (error) {
    return { found: false, problem: problemOf(error), caps: [] };
  }
}

function reportFfmpeg(): LibraryReport {
  try {
    return { found: true, version: ffmpegInfo().libavformat };
  } catch (error) {
    return { found: false, problem: problemOf(error) };
  }
}

/** Looks at the machine; takes as long as creating a context on each GPU does. */
export async function inspectSystem(): Promise<SystemReport> {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const { report, driver } = reportDriver();
  const count = driver?.deviceCount() ?? 0;
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    nvcodec: manifest.version,
    driver: report,
    nvcuvid: reportNvcuvid(driver),
    devices:
      driver === undefined ? [] : Array.from({ length: count }, (_, ordinal) => reportGpu(driver, ordinal)),
    soft: reportSoft(),
    ffmpeg: reportFfmpeg(),
  };
}

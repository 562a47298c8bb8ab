/** Y′CbCr to R′G′B′ of the same primaries and transfer, pixel for pixel, by the kernels in kernels/yuv_to_rgb.h. */
import type { DevicePointer, Stream } from '@nvcodec/cuda-driver';
import { type Conversion, croppedArea, isPixelForPixel, keepsColors } from '../conversion.js';
import { type KernelLibrary, type ModuleUse, ownKernels, type StructKernel } from '../kernel-library.js';
import { lumaWeights } from '../luma-weights.js';
import {
  batchLayout,
  bytesPerSample,
  chromaSubsampling,
  type ImageLayout,
  imageLayout,
  type PixelFormat,
  surfaceFormats,
} from '../pixel-format.js';
import type { ConversionPlugin, Converter, PluginContext, SourceImage } from '../plugin.js';
import { chromaLocations } from '../standards.js';
import { isFloat } from './normalization.js';
import { picturesPerLaunch, YuvToRgbParameters, yuvToRgbParametersBytes } from './yuv-to-rgb-parameters.js';

const targets: readonly PixelFormat[] = [
  ...(['rgb24', 'bgr24', 'rgba32', 'rgb48', 'rgb444p', 'rgb444p16'] as const),
  ...(['rgb444pf32', 'rgb444pf16', 'rgbf32', 'rgbf16'] as const),
];

/** What kernels are made for: a surface format, and for halved chroma whether it lies at even columns. */
function sourceLayout({ format, color }: Pick<Conversion['source'], 'format' | 'color'>): string {
  const { halfWidth } = chromaSubsampling(format);
  return halfWidth && chromaLocations[color.chromaLocation].x === 0 ? `${format}_cosited` : format;
}

const sourceLayouts = surfaceFormats.flatMap((format) =>
  chromaSubsampling(format).halfWidth ? [format, `${format}_cosited`] : [format],
);

const librariesFor = (kind: string): ReadonlyMap<string, KernelLibrary> =>
  new Map(sourceLayouts.map((layout) => [layout, ownKernels(`${layout}_to_${kind}`)]));

/** Apart, because a GPU's driver compiles all of a module before its first use. */
const libraries = { whole: librariesFor('rgb'), float: librariesFor('float') };

/**
 * Takes every surface format to R′G′B′ of 8 and 16 bits, half-float and float, cropped at any pixel, for the matrices
 * that have Kr and Kb. Chroma is interpolated bilinearly by its location.
 */
export const yuvToRgb: ConversionPlugin = {
  name: 'yuv-to-rgb',

  supports(conversion: Conversion): boolean {
    const { source, target, filter = 'bilinear', normalization } = conversion;
    if (!targets.includes(target.format) || (normalization && !isFloat(target.format))) return false;
    if (!isPixelForPixel(conversion) || !keepsColors(conversion)) return false;
    if (filter !== 'bilinear' && filter !== 'area') return false;
    return lumaWeights(source.color.matrix, source.color.primaries) !== undefined;
  },

  create(context: PluginContext, conversion: Conversion): Converter {
    return new YuvToRgbConverter(context, conversion);
  },
};

/** runOf in kernels/samples.h: pixels that a thread makes in a row. */
function pixelsPerThread({ source, target }: Conversion): number {
  return bytesPerSample(source.format) === 1 && bytesPerSample(target.format) === 1 ? 16 : 8;
}

/** The kernels rely on the width, which is that of a warp, and on the height being 8 at most. */
const block = [32, 4, 1] as const;

interface Launch {
  grid: readonly [number, number, number];
  readonly block: readonly [number, number, number];
  stream?: Stream;
}

/** Threads across the picture: the first of them starts at an even source column. */
function threadColumns(conversion: Conversion): number {
  const { left, right } = croppedArea(conversion);
  return Math.ceil((right - left + (left % 2)) / pixelsPerThread(conversion));
}

/** Threads down the picture: one for each row or, with halved chroma rows, for source rows 2k - 1 and 2k. */
function threadRows(conversion: Conversion): number {
  const { top, bottom } = croppedArea(conversion);
  if (!chromaSubsampling(conversion.source.format).halfHeight) return bottom - top;
  return Math.floor(bottom / 2) - Math.ceil(top / 2) + 1;
}

class YuvToRgbConverter implements Converter {
  readonly name: string;
  readonly layout: ImageLayout;
  readonly #use: ModuleUse;
  readonly #kernel: StructKernel;
  readonly #parameters: YuvToRgbParameters;
  readonly #launch: Launch;
  readonly #columns: number;
  readonly #rows: number;

  constructor(pluginContext: PluginContext, conversion: Conversion) {
    const { source, target } = conversion;
    const layout = sourceLayout(source);
    const kernelName = `${layout}_to_${target.format}`;
    this.name = `yuv-to-rgb (${kernelName})`;
    this.layout = imageLayout(target.format, target.width, target.height);
    this.#parameters = new YuvToRgbParameters(conversion, this.layout);
    this.#columns = Math.ceil(threadColumns(conversion) / block[0]);
    this.#rows = Math.ceil(threadRows(conversion) / block[1]);
    this.#launch = { grid: [this.#columns, this.#rows, 1], block };
    const kind = isFloat(target.format) ? libraries.float : libraries.whole;
    this.#use = (kind.get(layout) as KernelLibrary).acquire(pluginContext, 'converter');
    try {
      this.#kernel = this.#use.kernel(kernelName, yuvToRgbParametersBytes);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  convert(source: SourceImage, target: DevicePointer, stream: Stream): void {
    this.#use.lifetime.assertOpen();
    this.#parameters.setPlanes(source);
    this.#parameters.setSource(0, source);
    this.#start(1, target, stream);
  }

  /** One launch for up to 64 pictures whose planes lie alike. */
  convertBatch(sources: readonly SourceImage[], target: DevicePointer, stream: Stream): void {
    this.#use.lifetime.assertOpen();
    batchLayout(this.layout, sources.length);
    const step = BigInt(this.layout.byteLength);
    let [first, count] = [0, 0];
    for (const source of sources) {
      if (count === picturesPerLaunch || (count > 0 && !this.#parameters.hasPlanes(source))) {
        this.#start(count, (target + BigInt(first) * step) as DevicePointer, stream);
        first += count;
        count = 0;
      }
      if (count === 0) this.#parameters.setPlanes(source);
      this.#parameters.setSource(count, source);
      count += 1;
    }
    this.#start(count, (target + BigInt(first) * step) as DevicePointer, stream);
  }

  close(): void {
    this.#use.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #start(pictures: number, target: DevicePointer, stream: Stream): void {
    this.#parameters.setTarget(target);
    const launch = this.#launch;
    launch.stream = stream;
    if (launch.grid[2] !== pictures) launch.grid = [this.#columns, this.#rows, pictures];
    this.#kernel.launch(launch, this.#parameters.bytes);
  }
}

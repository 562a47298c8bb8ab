/** Y′CbCr to R′G′B′ of the same primaries and transfer, pixel for pixel, by the kernels in kernels/yuv_to_rgb.h. */
import type { DevicePointer, Kernel, Stream } from '@nvcodec/cuda-driver';
import { type Conversion, croppedArea, isPixelForPixel, keepsColors } from '../conversion.js';
import { type KernelLibrary, type ModuleUse, ownKernels } from '../kernel-library.js';
import {
  chromaSubsampling,
  type ImageLayout,
  imageLayout,
  type PixelFormat,
  type SurfaceFormat,
} from '../pixel-format.js';
import type { ConversionPlugin, Converter, PluginContext, SourceImage } from '../plugin.js';
import { hasRgbMatrix } from '../rgb-matrix.js';
import { YuvToRgbParameters, yuvToRgbParametersBytes } from './yuv-to-rgb-parameters.js';

/** The layout that the kernel writes for a target format; B before R is the matrix's business. */
const kernelTargets: { readonly [Format in PixelFormat]?: string } = {
  rgb24: 'rgb24',
  bgr24: 'rgb24',
  rgba32: 'rgba32',
  rgb48: 'rgb48',
  rgb444p: 'rgb444p',
  rgb444p16: 'rgb444p16',
};

const libraries: Readonly<Record<SurfaceFormat, KernelLibrary>> = {
  nv12: ownKernels('nv12_to_rgb'),
  p016: ownKernels('p016_to_rgb'),
  nv16: ownKernels('nv16_to_rgb'),
  p216: ownKernels('p216_to_rgb'),
  yuv444: ownKernels('yuv444_to_rgb'),
  yuv444p16: ownKernels('yuv444p16_to_rgb'),
};

/**
 * Takes every surface format to R′G′B′ of 8 and 16 bits, cropped at any pixel, for every matrix that is linear in
 * R′G′B′. Chroma is interpolated bilinearly by its location. R′G′B′ is full range.
 */
export const yuvToRgb: ConversionPlugin = {
  name: 'yuv-to-rgb',

  supports(conversion: Conversion): boolean {
    const { source, target, normalization } = conversion;
    if (!kernelTargets[target.format] || normalization || !isPixelForPixel(conversion)) return false;
    const bilinear = conversion.filter === undefined || conversion.filter === 'bilinear';
    return bilinear && keepsColors(conversion) && hasRgbMatrix(source.color);
  },

  create(context: PluginContext, conversion: Conversion): Converter {
    return new YuvToRgbConverter(context, conversion);
  },
};

/** RUN in kernels/samples.h: pixels that a thread makes in a row. */
const pixelsPerThread = 8;
const block = [32, 4, 1] as const;

interface Launch {
  readonly grid: readonly [number, number, number];
  readonly block: readonly [number, number, number];
  stream?: Stream;
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
  readonly #kernel: Kernel<readonly [{ readonly bytes: number }]>;
  readonly #parameters: YuvToRgbParameters;
  readonly #launch: Launch;

  constructor(pluginContext: PluginContext, conversion: Conversion) {
    const { source, target } = conversion;
    const kernelName = `${source.format}_to_${kernelTargets[target.format]}`;
    this.name = `yuv-to-rgb (${kernelName})`;
    this.layout = imageLayout(target.format, target.width, target.height);
    this.#parameters = new YuvToRgbParameters(conversion, this.layout);
    const columns = Math.ceil(target.width / pixelsPerThread / block[0]);
    this.#launch = { grid: [columns, Math.ceil(threadRows(conversion) / block[1]), 1], block };
    this.#use = libraries[source.format].acquire(pluginContext, 'converter');
    try {
      this.#kernel = this.#use.module.kernel(kernelName, [{ bytes: yuvToRgbParametersBytes }]);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  convert(source: SourceImage, target: DevicePointer, stream: Stream): void {
    this.#use.lifetime.assertOpen();
    this.#parameters.point(source, target);
    this.#launch.stream = stream;
    this.#kernel.launch(this.#launch, this.#parameters.bytes);
  }

  close(): void {
    this.#use.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

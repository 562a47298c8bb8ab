/** A conversion plugin as a vendor of thermal cameras would ship it: false colours, with a kernel of its own. */

import {
  type Conversion,
  type ConversionPlugin,
  type Converter,
  croppedArea,
  type ImageLayout,
  imageLayout,
  isPixelForPixel,
  type KernelImages,
  KernelLibrary,
  keepsColors,
  type ModuleUse,
  type PluginContext,
  planePitch,
  planePointer,
  type SourceImage,
  type StructKernel,
} from '@nvcodec/colorspace';
import type { DeviceBuffer, DevicePointer, Stream } from '@nvcodec/cuda-driver';

/** 256 times R, G and B. */
export type Palette = Uint8Array;

/** From black over purple, red and yellow to white: the colours of hot iron. */
export function iron(): Palette {
  const stops = [
    [0, 0, 0],
    [90, 0, 130],
    [220, 40, 40],
    [255, 190, 0],
    [255, 255, 255],
  ] as const;
  return Uint8Array.from({ length: 256 * 3 }, (_, index) => {
    const place = (Math.floor(index / 3) / 255) * (stops.length - 1);
    const before = Math.min(Math.floor(place), stops.length - 2);
    const [from = 0, to = 0] = [stops[before]?.[index % 3], stops[before + 1]?.[index % 3]];
    return Math.round(from + (to - from) * (place - before));
  });
}

/**
 * NV12 to RGB24 in the colours of a palette, cropped at any pixel.
 * @param kernels where kernels/palette.cu was compiled to.
 */
export function palettePlugin(palette: Palette, kernels: KernelImages): ConversionPlugin {
  // One for the plugin: it loads the kernels once in each context.
  const library = new KernelLibrary(kernels);
  return {
    name: 'palette',
    supports(conversion: Conversion): boolean {
      const { source, target, filter, normalization } = conversion;
      if (source.format !== 'nv12' || target.format !== 'rgb24') return false;
      // What a plugin does not do it must refuse: the registry then asks the next one.
      return isPixelForPixel(conversion) && keepsColors(conversion) && !normalization && !filter;
    },
    create: (context, conversion) => new PaletteConverter(context, conversion, library, palette),
  };
}

/** Where the members of PaletteParams lie, and its size. */
const offsets = { luma: 0, palette: 8, target: 16, lumaPitch: 24, width: 28, height: 32 } as const;
const parameterBytes = 40;
const block = [32, 8, 1] as const;

class PaletteConverter implements Converter {
  readonly name = 'palette';
  readonly layout: ImageLayout;
  readonly #use: ModuleUse;
  readonly #palette: DeviceBuffer;
  readonly #kernel: StructKernel;
  readonly #bytes = new Uint8Array(parameterBytes);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #sourceHeight: number;
  readonly #crop: { readonly left: number; readonly top: number };
  readonly #grid: readonly [number, number, number];

  constructor(
    pluginContext: PluginContext,
    conversion: Conversion,
    library: KernelLibrary,
    palette: Palette,
  ) {
    const { format, width, height } = conversion.target;
    this.layout = imageLayout(format, width, height);
    this.#sourceHeight = conversion.source.height;
    this.#crop = croppedArea(conversion);
    this.#grid = [Math.ceil(width / block[0]), Math.ceil(height / block[1]), 1];
    this.#use = library.acquire(pluginContext, 'converter');
    this.#kernel = this.#use.kernel('palette_nv12_to_rgb24', parameterBytes);
    this.#palette = pluginContext.context.allocate(palette.byteLength);
    this.#palette.copyFromHost(palette);
    this.#view.setBigUint64(offsets.palette, this.#palette.pointer, true);
    this.#view.setInt32(offsets.width, width, true);
    this.#view.setInt32(offsets.height, height, true);
  }

  convert(source: SourceImage, target: DevicePointer, stream: Stream): void {
    this.#use.lifetime.assertOpen();
    const pitch = planePitch(source, 0);
    const skipped = BigInt(this.#crop.top * pitch + this.#crop.left);
    this.#view.setBigUint64(offsets.luma, planePointer(source, 0, this.#sourceHeight) + skipped, true);
    this.#view.setBigUint64(offsets.target, target, true);
    this.#view.setInt32(offsets.lumaPitch, pitch, true);
    this.#kernel.launch({ grid: this.#grid, block, stream }, this.#bytes);
  }

  close(): void {
    this.#palette.close();
    this.#use.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Any geometry, and what the faster yuv-to-rgb leaves: by the kernels in kernels/scale.h. */
import type { DeviceBuffer, DevicePointer, Stream } from '@nvcodec/cuda-driver';
import { type Conversion, keepsColors } from '../conversion.js';
import { type KernelLibrary, type ModuleUse, ownKernels, type StructKernel } from '../kernel-library.js';
import { batchLayout, type ImageLayout, imageLayout, type PixelFormat } from '../pixel-format.js';
import type { ConversionPlugin, Converter, PluginContext, SourceImage } from '../plugin.js';
import { hasRgbMatrix } from '../rgb-matrix.js';
import type { NumberBytes } from './axis-table.js';
import { ColumnFilter, secondStep, takesTwoSteps } from './column-filter.js';
import { isFloat } from './normalization.js';
import {
  picturesPerLaunch,
  type SamplePlanes,
  ScaleParameters,
  sampleName,
  samplePlanes,
} from './scale-parameters.js';
import { placeTables, scaleTables, tableParts, uploadAll } from './scale-tables.js';

/** The target formats of the kernels. */
export const scaleTargets: readonly PixelFormat[] = [
  ...(['rgb24', 'bgr24', 'rgba32', 'rgb48', 'rgb444p', 'rgb444p16'] as const),
  ...(['rgb444pf32', 'rgb444pf16', 'rgbf32', 'rgbf16', 'gray', 'gray16'] as const),
];

/**
 * Takes every surface format to R′G′B′ and grey, for every matrix that is linear in R′G′B′, in any geometry: cropped,
 * scaled, mirrored, rotated, placed on a background. G′B′R′ has no luma, so no grey is made of it.
 */
export const scale: ConversionPlugin = {
  name: 'scale',

  supports(conversion: Conversion): boolean {
    const { source, target, normalization } = conversion;
    if (!scaleTargets.includes(target.format) || (normalization && !isFloat(target.format))) return false;
    if (target.format.startsWith('gray') && source.color.matrix === 'gbr') return false;
    return keepsColors(conversion) && hasRgbMatrix(source.color);
  },

  create(context: PluginContext, conversion: Conversion): Converter {
    return new ScaleConverter(context, conversion, scaleKernels);
  },
};

/** The kernels of one way to make colours: each target from samples of 8 and 16 bits, and from floats. */
export interface ScaleKernels {
  /** What the converter is called, and its kernels' names begin with. */
  readonly name: string;
  /** Bytes of a weight and of a sum of samples. */
  readonly numberBytes: NumberBytes;
  /**
   * The libraries by the source's samples, which also filter columns; and for samples whose columns are filtered.
   */
  readonly libraries: Readonly<Record<'u8' | 'u16' | 'filtered', KernelLibrary>>;
  /** More numbers that the kernels need, in device memory. */
  readonly curves?: readonly (Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>)[];
  /** What their parameters have after those of `scale`, given where the curves lie. */
  readonly tail?: (pointers: readonly bigint[]) => Uint8Array<ArrayBuffer>;
}

const scaleKernels: ScaleKernels = {
  name: 'scale',
  numberBytes: 4,
  libraries: { u8: ownKernels('scale_u8'), u16: ownKernels('scale_u16'), filtered: ownKernels('scale_f32') },
};

const block = [32, 8, 1] as const;

interface Launch {
  grid: readonly [number, number, number];
  readonly block: readonly [number, number, number];
  stream?: Stream;
}

/** A conversion by kernels of the form of kernels/scale.h. */
export class ScaleConverter implements Converter {
  readonly name: string;
  readonly layout: ImageLayout;
  readonly #source: Conversion['source'];
  readonly #uses: ModuleUse[] = [];
  readonly #kernel: StructKernel;
  readonly #parameters: ScaleParameters;
  readonly #launch: Launch;
  readonly #memory: DeviceBuffer[] = [];
  readonly #columnFilter: ColumnFilter | undefined;

  constructor(pluginContext: PluginContext, conversion: Conversion, kernels: ScaleKernels) {
    const { source, target } = conversion;
    this.#source = source;
    this.layout = imageLayout(target.format, target.width, target.height);
    const grid = [Math.ceil(target.width / block[0]), Math.ceil(target.height / block[1]), 1] as const;
    this.#launch = { grid, block };
    const tables = scaleTables(conversion, kernels.numberBytes);
    const twoSteps = takesTwoSteps(tables);
    const sample = sampleName(source.format);
    const kernelName = `${kernels.name}_${twoSteps ? `f${8 * kernels.numberBytes}` : sample}_to_${target.format}`;
    this.name = `${kernels.name} (${kernelName}${twoSteps ? ', in two steps' : ''})`;
    try {
      const use = this.#acquire(kernels.libraries[twoSteps ? 'filtered' : sample], pluginContext);
      const last = twoSteps ? secondStep(tables) : tables;
      const { curves = [], tail } = kernels;
      const parts = [...tableParts(last), ...curves.map(({ buffer }) => buffer)];
      const { buffer, pointers } = uploadAll(pluginContext.context, parts);
      this.#memory.push(buffer);
      const placed = placeTables(last, pointers);
      this.#parameters = new ScaleParameters(conversion, this.layout, placed, tail?.(pointers.slice(4)));
      this.#kernel = use.kernel(kernelName, this.#parameters.bytes.byteLength);
      if (twoSteps) {
        const first = uploadAll(pluginContext.context, tableParts(tables).slice(0, 2));
        this.#memory.push(first.buffer);
        const columns = tables.columns.map(({ taps }, i) => ({ pointer: first.pointers[i] ?? 0n, taps }));
        const filters = this.#acquire(kernels.libraries[sample], pluginContext);
        this.#columnFilter = new ColumnFilter(filters, sample, tables, columns);
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  convert(source: SourceImage, target: DevicePointer, stream: Stream): void {
    this.#uses[0]?.lifetime.assertOpen();
    this.#convertOne(samplePlanes(this.#source, source), target, stream);
  }

  /** One launch for up to 64 pictures that have the same pitch; a picture at a time where filters are wide. */
  convertBatch(sources: readonly SourceImage[], target: DevicePointer, stream: Stream): void {
    this.#uses[0]?.lifetime.assertOpen();
    batchLayout(this.layout, sources.length);
    const at = (index: number) => (target + BigInt(index * this.layout.byteLength)) as DevicePointer;
    let [first, count] = [0, 0];
    for (const [index, source] of sources.entries()) {
      const planes = samplePlanes(this.#source, source);
      if (this.#columnFilter) {
        this.#convertOne(planes, at(index), stream);
        continue;
      }
      if (count === picturesPerLaunch || (count > 0 && !this.#parameters.hasPitches(planes))) {
        this.#start(count, at(first), stream);
        first = index;
        count = 0;
      }
      this.#parameters.setSource(count, planes);
      count += 1;
    }
    if (count > 0) this.#start(count, at(first), stream);
  }

  close(): void {
    this.#columnFilter?.close();
    for (const buffer of this.#memory) buffer.close();
    for (const use of this.#uses) use.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #acquire(library: KernelLibrary, context: PluginContext): ModuleUse {
    const use = library.acquire(context, 'converter');
    this.#uses.push(use);
    return use;
  }

  #convertOne(planes: SamplePlanes, target: DevicePointer, stream: Stream): void {
    this.#columnFilter?.filter(planes, stream);
    this.#parameters.setSource(0, this.#columnFilter?.result ?? planes);
    this.#start(1, target, stream);
    this.#columnFilter?.queued(stream);
  }

  #start(pictures: number, target: DevicePointer, stream: Stream): void {
    this.#parameters.setTarget(target);
    const launch = this.#launch;
    launch.stream = stream;
    if (launch.grid[2] !== pictures) launch.grid = [launch.grid[0], launch.grid[1], pictures];
    this.#kernel.launch(launch, this.#parameters.bytes);
  }
}

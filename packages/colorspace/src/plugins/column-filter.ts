/**
 * The first step where a filter is wide: all planes are filtered along their columns into memory of the converter, as
 * numbers of the tables' kind, so that the second step has rows to filter only.
 */
import type { DeviceBuffer, Event, Stream } from '@nvcodec/cuda-driver';
import type { ModuleUse, StructKernel } from '../kernel-library.js';
import { identityTable, samplesNeeded, withoutFirst } from './axis-table.js';
import type { SamplePlanes } from './scale-parameters.js';
import type { PlacedTable, ScaleTables } from './scale-tables.js';

const offsets = {
  target: 0,
  targetPlaneStride: 8,
  columns: 24,
  width: 56,
  firstRow: 60,
  rows: 68,
  sourcePitch: 76,
  chromaStep: 84,
  source: 88,
} as const;

/** Size of `FilterColumnsParams` of kernels/scale.h in bytes. */
export const filterColumnsBytes = 112;

/** More weights for a luma pixel than this are cheaper one axis at a time. */
const mostWeights = 64;

/** Whether a conversion with these tables takes two steps. */
export function takesTwoSteps({ columns: [columns], rows: [rows] }: ScaleTables): boolean {
  return columns.taps * rows.taps > mostWeights;
}

/** Rows of a plane that are filtered. */
interface RowRange {
  readonly first: number;
  readonly count: number;
}

function rowRange(table: ScaleTables['rows'][number]): RowRange {
  const { first, end } = samplesNeeded(table);
  return { first, count: end - first };
}

/** The tables of the second step, whose source is what the first step makes. */
export function secondStep({ columns: [column], rows }: ScaleTables): ScaleTables {
  const every = identityTable(column.count, column.numberBytes);
  const [luma, chroma] = rows;
  const fromFirst = (table: typeof luma) => withoutFirst(table, rowRange(table).first);
  return { columns: [every, every], rows: [fromFirst(luma), fromFirst(chroma)] };
}

/** Filters pictures along their columns. */
export class ColumnFilter {
  readonly #kernel: StructKernel;
  readonly #bytes = new Uint8Array(filterColumnsBytes);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #scratch: DeviceBuffer;
  readonly #done: Event;
  readonly #grid: readonly [number, number, number];
  /** What it makes, as the source of the second step. */
  readonly result: SamplePlanes;
  #stream: Stream | undefined;

  /** @param columns the tables of columns, in device memory. */
  constructor(
    kernels: ModuleUse,
    sample: string,
    { columns: [column], rows }: ScaleTables,
    columns: readonly PlacedTable[],
  ) {
    const { context } = kernels.module;
    const { count: width, numberBytes } = column;
    const [luma, chroma] = [rowRange(rows[0]), rowRange(rows[1])];
    const strides = [width * luma.count, width * (luma.count + chroma.count)] as const;
    this.#kernel = kernels.kernel(`filter_columns_${sample}_to_f${8 * numberBytes}`, filterColumnsBytes);
    this.#scratch = context.allocate(numberBytes * width * (luma.count + 2 * chroma.count));
    this.#done = context.createEvent();
    const start = this.#scratch.pointer;
    this.#view.setBigUint64(offsets.target, start, true);
    for (const [index, { pointer, taps }] of columns.entries()) {
      this.#view.setBigUint64(offsets.targetPlaneStride + 8 * index, BigInt(strides[index] ?? 0), true);
      this.#view.setBigUint64(offsets.columns + 16 * index, pointer, true);
      this.#view.setInt32(offsets.columns + 16 * index + 8, taps, true);
    }
    this.#writeIntegers(offsets.width, [width, luma.first, chroma.first, luma.count, chroma.count]);
    const most = Math.max(luma.count, chroma.count);
    this.#grid = [Math.ceil(width / 32), Math.ceil(most / 8), 3];
    const plane = (stride: number): bigint => start + BigInt(numberBytes * stride);
    this.result = {
      pointers: [start, plane(strides[0]), plane(strides[1])],
      pitches: [numberBytes * width, numberBytes * width],
      chromaStep: 1,
    };
  }

  /**
   * Queues the filtering of a picture. The result is that of the stream's last call, until `queued`.
   */
  filter({ pointers, pitches, chromaStep }: SamplePlanes, stream: Stream): void {
    // Another stream may still be reading what it filtered into the same memory.
    if (this.#stream && this.#stream !== stream) stream.wait(this.#done);
    this.#stream = stream;
    for (const [index, pointer] of pointers.entries())
      this.#view.setBigUint64(offsets.source + 8 * index, pointer, true);
    this.#writeIntegers(offsets.sourcePitch, [...pitches, chromaStep]);
    this.#kernel.launch({ grid: this.#grid, block: [32, 8, 1], stream }, this.#bytes);
  }

  /** Says that all that reads the result has been queued. */
  queued(stream: Stream): void {
    stream.record(this.#done);
  }

  close(): void {
    this.#scratch.close();
    this.#done.close();
  }

  #writeIntegers(offset: number, values: readonly number[]): void {
    for (const [index, value] of values.entries()) this.#view.setInt32(offset + 4 * index, value, true);
  }
}

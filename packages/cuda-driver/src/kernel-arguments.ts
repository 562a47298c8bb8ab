/**
 * The arguments of a kernel launch in C's form: an array of pointers to the values. Both live in memory that
 * is made once for a kernel and written anew for each launch, so launching allocates nothing.
 */
import koffi from 'koffi';
import { addressValue, bufferView, integer } from './arguments.js';
import { DeviceBuffer } from './device-buffer.js';
import type { DevicePointer } from './handles.js';

/** The type of a kernel's parameter; `{ bytes: n }` is a struct of n bytes, passed by value. */
export type KernelParameter =
  | 'pointer'
  | 'i32'
  | 'u32'
  | 'i64'
  | 'u64'
  | 'f32'
  | 'f64'
  | { readonly bytes: number };

/** What may be given for a parameter: the bytes of a struct are copied at the launch. */
export type KernelArgument<P extends KernelParameter = KernelParameter> = P extends 'pointer'
  ? DevicePointer | DeviceBuffer | bigint
  : P extends 'i64' | 'u64'
    ? bigint | number
    : P extends string
      ? number
      : ArrayBufferView;

/** What may be given for a list of parameters. */
export type KernelArguments<P extends readonly KernelParameter[]> = {
  -readonly [I in keyof P]: KernelArgument<P[I]>;
};

type Writer = (value: unknown) => void;

/** CUDA aligns no parameter type beyond 16 bytes. */
const alignment = 16;
const sizes = { pointer: 8, i32: 4, u32: 4, i64: 8, u64: 8, f32: 4, f64: 8 } as const;

/** Memory for the arguments of one kernel. */
export class KernelArgumentList {
  /** What cuLaunchKernel takes as kernelParams; null for a kernel without parameters. */
  readonly pointers: BigUint64Array | null;
  readonly #storage: ArrayBuffer;
  readonly #writers: readonly Writer[];
  readonly #kernel: string;

  constructor(kernel: string, parameters: readonly KernelParameter[]) {
    const offsets: number[] = [];
    let end = 0;
    for (const parameter of parameters) {
      offsets.push(end);
      end += Math.ceil(sizeOf(parameter) / alignment) * alignment;
    }
    this.#kernel = kernel;
    this.#storage = new ArrayBuffer(Math.max(end, alignment));
    const base = koffi.address(this.#storage);
    this.pointers =
      parameters.length > 0 ? BigUint64Array.from(offsets, (offset) => base + BigInt(offset)) : null;
    const view = new DataView(this.#storage);
    this.#writers = parameters.map((parameter, index) =>
      writer(view, offsets[index] ?? 0, parameter, `argument ${index} of ${kernel}`),
    );
  }

  /** Puts the values in place for the next launch. */
  write(values: readonly unknown[]): void {
    const writers = this.#writers;
    if (values.length !== writers.length) {
      throw new TypeError(`${this.#kernel} takes ${writers.length} arguments, not ${values.length}`);
    }
    for (let index = 0; index < writers.length; index += 1) writers[index]?.(values[index]);
  }
}

function sizeOf(parameter: KernelParameter): number {
  if (typeof parameter === 'object') return integer(parameter.bytes, 'bytes of a struct parameter', 1, 4096);
  const size = sizes[parameter];
  if (size === undefined) throw new TypeError(`'${String(parameter)}' is not a kernel parameter type`);
  return size;
}

function writer(view: DataView, at: number, parameter: KernelParameter, name: string): Writer {
  if (typeof parameter === 'object') return structWriter(view, at, parameter.bytes, name);
  switch (parameter) {
    case 'pointer':
      return (value) => view.setBigUint64(at, pointerValue(value, name), true);
    case 'i32':
      return (value) => view.setInt32(at, integer(value as number, name, -(2 ** 31), 2 ** 31 - 1), true);
    case 'u32':
      return (value) => view.setUint32(at, integer(value as number, name, 0, 2 ** 32 - 1), true);
    case 'i64':
      return (value) => view.setBigInt64(at, signedValue(value as bigint | number, name), true);
    case 'u64':
      return (value) => view.setBigUint64(at, addressValue(value as bigint | number, name), true);
    case 'f32':
      return (value) => view.setFloat32(at, floatValue(value, name), true);
    case 'f64':
      return (value) => view.setFloat64(at, floatValue(value, name), true);
  }
}

function structWriter(view: DataView, at: number, bytes: number, name: string): Writer {
  const target = new Uint8Array(view.buffer, at, bytes);
  return (value) => {
    const source = bufferView(value as ArrayBufferView, name);
    if (source.byteLength !== bytes) {
      throw new RangeError(`${name} must be ${bytes} bytes, not ${source.byteLength}`);
    }
    target.set(new Uint8Array(source.buffer, source.byteOffset, bytes));
  };
}

function pointerValue(value: unknown, name: string): bigint {
  if (!(value instanceof DeviceBuffer)) return addressValue(value as bigint, name);
  value.lifetime.assertOpen();
  return value.pointer;
}

function signedValue(value: bigint | number, name: string): bigint {
  if (typeof value !== 'bigint') return BigInt(integer(value, name, Number.MIN_SAFE_INTEGER));
  if (BigInt.asIntN(64, value) !== value)
    throw new RangeError(`${name} must be a signed 64-bit value, not ${value}`);
  return value;
}

function floatValue(value: unknown, name: string): number {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number, not ${typeof value}`);
  return value;
}

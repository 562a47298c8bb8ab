/**
 * The C types of cuda.h: how koffi passes each of them, and what TypeScript may give for it.
 *
 * Handles (CUcontext, CUstream …) are pointers to opaque structs; they are passed as integers, because they
 * are only ever read from an out-parameter and handed back. Everything ending in `*` is host memory: a typed
 * array or Buffer that the call reads or fills, or an address.
 */
import koffi, { type TypeObject } from 'koffi';

const scalarTypes = {
  int: 'int',
  'unsigned int': 'uint',
  'unsigned char': 'uchar',
  'unsigned short': 'ushort',
  'unsigned long long': 'uint64',
  size_t: 'size_t',
  CUresult: 'int',
  CUdevice: 'int',
  CUdeviceptr: 'uint64',
  CUcontext: 'uintptr_t',
  CUmodule: 'uintptr_t',
  CUfunction: 'uintptr_t',
  CUstream: 'uintptr_t',
  CUevent: 'uintptr_t',
  CUmemoryPool: 'uintptr_t',
  CUhostFn: 'uintptr_t',
  CUoccupancyB2DSize: 'uintptr_t',
  CUdevice_attribute: 'int',
  CUdevice_P2PAttribute: 'int',
  CUfunction_attribute: 'int',
  CUpointer_attribute: 'int',
  CUmemPool_attribute: 'int',
  CUfunc_cache: 'int',
  CUlimit: 'int',
} as const;

/** C types passed as integers that may exceed 2^53, so that a bigint is taken as well as a number. */
type WideScalar =
  | 'unsigned long long'
  | 'size_t'
  | 'CUdeviceptr'
  | 'CUcontext'
  | 'CUmodule'
  | 'CUfunction'
  | 'CUstream'
  | 'CUevent'
  | 'CUmemoryPool'
  | 'CUhostFn'
  | 'CUoccupancyB2DSize';

/** Size in bytes of CUipcMemHandle and CUipcEventHandle (CU_IPC_HANDLE_SIZE). */
export const ipcHandleBytes = 64;

/** An IPC handle as the raw functions take it: by value, as the C functions do. */
export interface RawIpcHandle {
  readonly reserved: Uint8Array;
}

/** Host memory: a buffer that lives through the call, an address, or null. */
export type HostPointer = ArrayBufferView | ArrayBufferLike | bigint | number | null;

/** A type of cuda.h as it is written in a declaration. */
export type CType =
  | keyof typeof scalarTypes
  | 'const char*'
  | 'CUipcMemHandle'
  | 'CUipcEventHandle'
  | `${string}*`;

/** The TypeScript type of an argument of the C type T. */
export type CArgument<T extends CType> = T extends 'const char*'
  ? string
  : T extends `${string}*`
    ? HostPointer
    : T extends 'CUipcMemHandle' | 'CUipcEventHandle'
      ? RawIpcHandle
      : T extends WideScalar
        ? number | bigint
        : number;

// Anonymous, since koffi's type names are shared by everything that uses koffi on the thread.
const ipcHandle = koffi.struct({ reserved: koffi.array('uint8', ipcHandleBytes, 'Typed') });

/** The koffi type that passes an argument of the C type. */
export function koffiType(type: CType): string | TypeObject {
  if (type === 'const char*') return 'str';
  if (type.endsWith('*')) return 'void *';
  if (type === 'CUipcMemHandle' || type === 'CUipcEventHandle') return ipcHandle;
  return scalarTypes[type as keyof typeof scalarTypes];
}

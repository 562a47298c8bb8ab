/**
 * The structs that raw functions read or fill, as their field offsets. They are written and read through
 * DataView and typed arrays, which is thirty times faster than marshalling objects.
 * `golden/layouts.json` holds what a C compiler says of the same structs, and a test compares the two.
 */

/** Size in bytes of a struct and the offset of each of its fields. */
export interface StructLayout {
  readonly size: number;
  readonly offsets: Readonly<Record<string, number>>;
}

/** CUDA_MEMCPY2D: the source, destination and extent of a two-dimensional copy. */
export const CUDA_MEMCPY2D = {
  size: 128,
  offsets: {
    srcXInBytes: 0,
    srcY: 8,
    srcMemoryType: 16,
    srcHost: 24,
    srcDevice: 32,
    srcArray: 40,
    srcPitch: 48,
    dstXInBytes: 56,
    dstY: 64,
    dstMemoryType: 72,
    dstHost: 80,
    dstDevice: 88,
    dstArray: 96,
    dstPitch: 104,
    WidthInBytes: 112,
    Height: 120,
  },
} as const satisfies StructLayout;

/** CUuuid: sixteen bytes. */
export const CUuuid = { size: 16, offsets: { bytes: 0 } } as const satisfies StructLayout;

/** CUipcMemHandle: sixty-four opaque bytes, passed by value when opened. */
export const CUipcMemHandle = { size: 64, offsets: { reserved: 0 } } as const satisfies StructLayout;

/** CUipcEventHandle: sixty-four opaque bytes, passed by value when opened. */
export const CUipcEventHandle = { size: 64, offsets: { reserved: 0 } } as const satisfies StructLayout;

/** CUmemPoolProps: what cuMemPoolCreate is asked for. `location` is a CUmemLocation { type, id }. */
export const CUmemPoolProps = {
  size: 88,
  offsets: {
    allocType: 0,
    handleTypes: 4,
    'location.type': 8,
    'location.id': 12,
    win32SecurityAttributes: 16,
    maxSize: 24,
    usage: 32,
    reserved: 34,
  },
} as const satisfies StructLayout;

/** CUlaunchConfig: what cuLaunchKernelEx is told of a launch. `attrs` points to `numAttrs` CUlaunchAttribute. */
export const CUlaunchConfig = {
  size: 56,
  offsets: {
    gridDimX: 0,
    gridDimY: 4,
    gridDimZ: 8,
    blockDimX: 12,
    blockDimY: 16,
    blockDimZ: 20,
    sharedMemBytes: 24,
    hStream: 32,
    attrs: 40,
    numAttrs: 48,
  },
} as const satisfies StructLayout;

/** CUlaunchAttribute: `value` is a union of 64 bytes, of which `id` says what it is. */
export const CUlaunchAttribute = { size: 72, offsets: { id: 0, value: 8 } } as const satisfies StructLayout;

/** CUlaunchAttributeID. */
export const launchAttribute = { programmaticStreamSerialization: 6 } as const;

/** CUmemorytype: where one end of a CUDA_MEMCPY2D lies. */
export const memoryType = { host: 1, device: 2 } as const;

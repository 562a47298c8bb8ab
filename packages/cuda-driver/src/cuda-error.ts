/** What a failing call of the CUDA driver API throws. */

/** CUresult values that this package and its users tell apart. */
export const CudaStatus = {
  success: 0,
  invalidValue: 1,
  outOfMemory: 2,
  notInitialized: 3,
  deinitialized: 4,
  noDevice: 100,
  invalidDevice: 101,
  invalidImage: 200,
  invalidContext: 201,
  noBinaryForGpu: 209,
  invalidPtx: 218,
  invalidHandle: 400,
  notFound: 500,
  notReady: 600,
  peerAccessAlreadyEnabled: 704,
  notSupported: 801,
} as const;

/** A call of the CUDA driver API failed. */
export class CudaError extends Error {
  /** The CUresult, e.g. 2. */
  readonly code: number;
  /** The CUresult's name, e.g. 'CUDA_ERROR_OUT_OF_MEMORY'. */
  override readonly name: string;
  /** The C function that failed, e.g. 'cuMemAlloc_v2'. */
  readonly call: string;

  /** @param detail what the driver, or this package, has to say beyond the name. */
  constructor(code: number, name: string, call: string, detail: string) {
    super(`${call} failed with ${name} (${code}): ${detail}`);
    this.code = code;
    this.name = name;
    this.call = call;
  }
}

/** What failing calls of NVCUVID throw. */

/** A call of the NVCUVID API failed. */
export class CuvidError extends Error {
  /** The CUresult, e.g. 801. */
  readonly code: number;
  /** The CUresult's name, e.g. 'CUDA_ERROR_NOT_SUPPORTED'. */
  override readonly name: string;
  /** The C function that failed, e.g. 'cuvidCreateDecoder'. */
  readonly call: string;

  constructor(code: number, name: string, call: string, message: string) {
    super(message);
    this.code = code;
    this.name = name;
    this.call = call;
  }
}

const advice = [
  "NVDEC's library comes with NVIDIA's driver: on Debian the package libnvcuvid1, on Ubuntu libnvidia-decode-NNN for the",
  "driver's version NNN. In a container the driver's `video` capability must be on: start it with",
  'NVIDIA_DRIVER_CAPABILITIES=video,compute,utility. For a library elsewhere set NVCODEC_LIBNVCUVID to its file.',
].join('\n');

/** The NVCUVID library was not found, or is not one. */
export class CuvidNotFoundError extends Error {
  /** 'CuvidNotFoundError' */
  override readonly name = 'CuvidNotFoundError';
  /** What was tried, each with the reason it could not be used. */
  readonly searched: readonly string[];

  constructor(searched: readonly string[]) {
    super(
      ['No NVCUVID library (NVDEC) could be opened:', ...searched.map((line) => `  ${line}`), advice].join(
        '\n',
      ),
    );
    this.searched = searched;
  }
}

/** A picture was mapped while as many surfaces were mapped as the decoder was created for. */
export class SurfaceLimitError extends Error {
  /** 'SurfaceLimitError' */
  override readonly name = 'SurfaceLimitError';
  /** The decoder's `numSurfaces`. */
  readonly numSurfaces: number;

  constructor(numSurfaces: number) {
    super(
      `All ${numSurfaces} output surfaces of this decoder are mapped: close a Surface, or create the decoder with a larger numSurfaces`,
    );
    this.numSurfaces = numSurfaces;
  }
}

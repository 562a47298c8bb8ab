/**
 * A loaded NVCUVID library: the raw functions and the check that turns a status into an error. It is a value, not a
 * module global, and belongs to a CUDA driver: the real library to the real driver, the stand-in to the stand-in.
 */
import { bindFunctions, type CudaDriver, openLibrary } from '@nvcodec/cuda-driver';
import { CuvidError, CuvidNotFoundError } from './errors.js';
import { type CuvidFunctions, cuvidDeclarations, cuvidDisposal } from './raw/functions.js';

const defaultName = process.platform === 'win32' ? 'nvcuvid.dll' : 'libnvcuvid.so.1';
/** CUDA_ERROR_NOT_FOUND: a named symbol was not found. */
const notFound = 500;
const loaded = new WeakMap<CudaDriver, Map<string, Nvcuvid>>();

/** NVIDIA's video decoding API, on one CUDA driver. */
export class Nvcuvid {
  /** The driver that the library works with. */
  readonly cuda: CudaDriver;
  /** The library's file, as the loader names it. */
  readonly path: string;
  /** The C functions: see CuvidFunctions. One that this library lacks throws CuvidError when it is called. */
  readonly raw: CuvidFunctions;

  /**
   * Loads a library; on one thread the same path and driver give the same object.
   *
   * @param cuda the driver that the library works with.
   * @param path a file, or a name for the system's loader. Default: the environment variable NVCODEC_LIBNVCUVID,
   *   else libnvcuvid.so.1 (Linux) or nvcuvid.dll (Windows).
   * @throws CuvidNotFoundError when it cannot be opened.
   */
  static load(cuda: CudaDriver, path?: string): Nvcuvid {
    const request = path ?? process.env.NVCODEC_LIBNVCUVID ?? defaultName;
    const known = loaded.get(cuda) ?? new Map<string, Nvcuvid>();
    loaded.set(cuda, known);
    const cuvid = known.get(request) ?? new Nvcuvid(cuda, request);
    known.set(request, cuvid);
    return cuvid;
  }

  private constructor(cuda: CudaDriver, request: string) {
    const opened = openLibrary([request], 'cuvidCreateDecoder');
    if ('searched' in opened) throw new CuvidNotFoundError(opened.searched);
    this.cuda = cuda;
    this.path = opened.path;
    this.raw = bindFunctions(
      opened.library,
      cuvidDeclarations,
      (name) => this.error(notFound, name, `${opened.path} does not have this function`),
      cuvidDisposal,
    );
  }

  /**
   * Throws CuvidError unless `status` is CUDA_SUCCESS, then throws what disposals on the driver have recorded.
   *
   * @param call the C function's name, for the message.
   */
  check(status: number, call: string): void {
    if (status !== 0) throw this.error(status, call);
    this.cuda.failures.throwPending();
  }

  /** Throws CuvidError unless `status` is CUDA_SUCCESS; leaves recorded failures alone, as releases must. */
  verify(status: number, call: string): void {
    if (status !== 0) throw this.error(status, call);
  }

  /** The CuvidError of a status, with the driver's description and further `details`. */
  error(status: number, call: string, details?: string): CuvidError {
    const { name, message } = this.cuda.error(status, call, details);
    return new CuvidError(status, name, call, message);
  }
}

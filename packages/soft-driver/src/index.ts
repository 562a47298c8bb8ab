// Says where the two software driver libraries are, so that their paths can be given to `CudaDriver.load` and
// `Nvcuvid.load` in place of NVIDIA's. NVCODEC_SOFT_DRIVER names the folder of another build, such as one with sanitizers.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.env.NVCODEC_SOFT_DRIVER ?? fileURLToPath(new URL('../build/Release', import.meta.url));

function built(name: string): string {
  return join(folder, name);
}

/** Absolute path of the stand-in for `libcuda.so.1`, whether or not it has been built. */
export const softCudaPath: string = built('libnvcodec-soft-cuda.so');

/** Absolute path of the stand-in for `libnvcuvid.so.1`, whether or not it has been built. */
export const softCuvidPath: string = built('libnvcodec-soft-cuvid.so');

/** The software driver's two libraries, as absolute paths. */
export interface SoftDriverPaths {
  /** Exports the `cu*` functions of `libcuda.so.1`. */
  readonly cuda: string;
  /** Exports the `cuvid*` functions of `libnvcuvid.so.1`. */
  readonly cuvid: string;
}

/**
 * The paths of both libraries.
 *
 * @throws Error when one is not there, naming the file and the command that builds it.
 */
export function softDriverPaths(): SoftDriverPaths {
  for (const path of [softCudaPath, softCuvidPath]) {
    if (!existsSync(path)) {
      throw new Error(
        `The software driver is not built: ${path} is missing. ` +
          'Install cmake, g++, pkg-config and the FFmpeg headers (libavcodec-dev, libavutil-dev, libswscale-dev), ' +
          'then run "npm rebuild @nvcodec/soft-driver", or "npm run build:native" in its folder.',
      );
    }
  }
  return { cuda: softCudaPath, cuvid: softCuvidPath };
}

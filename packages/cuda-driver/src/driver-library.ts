/** Where the CUDA driver is looked for, and what a user is told when it is not there or too old. */
import type { LibraryHandle } from 'koffi';
import { openLibrary } from './library.js';

/** The oldest CUDA version this package works with: the symbols it declares are those of CUDA 11.0. */
export const oldestVersion = 11000;

const defaultNames: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  // Under WSL the driver is outside the loader's path unless the distribution put it there.
  linux: ['libcuda.so.1', '/usr/lib/wsl/lib/libcuda.so.1'],
  win32: ['nvcuda.dll'],
};

const advice = [
  "Install NVIDIA's driver (https://www.nvidia.com/drivers; on Ubuntu `ubuntu-drivers install`, on Debian the",
  'package nvidia-driver). In a container, start it with the NVIDIA Container Toolkit (`--gpus all`) and',
  'NVIDIA_DRIVER_CAPABILITIES including video,compute. For a driver elsewhere set NVCODEC_LIBCUDA to its file.',
].join('\n');

/** No usable CUDA driver: none was found, or it is too old. */
export class DriverNotFoundError extends Error {
  override readonly name = 'DriverNotFoundError';
  /** What was tried, each with the reason it could not be used. */
  readonly searched: readonly string[];

  constructor(problem: string, searched: readonly string[]) {
    super([`${problem}:`, ...searched.map((line) => `  ${line}`), advice].join('\n'));
    this.searched = searched;
  }
}

export interface LoadedLibrary {
  readonly library: LibraryHandle;
  readonly path: string;
}

/** Opens the driver at `request`, or where the platform has it when `request` is empty. */
export function openDriverLibrary(request: string): LoadedLibrary {
  const candidates = request === '' ? (defaultNames[process.platform] ?? []) : [request];
  if (candidates.length === 0) {
    throw new DriverNotFoundError('CUDA has no driver for this system', [process.platform]);
  }
  const opened = openLibrary(candidates, 'cuInit');
  if ('searched' in opened) throw new DriverNotFoundError('No CUDA driver could be opened', opened.searched);
  return opened;
}

/** Throws DriverNotFoundError when the driver's CUDA version is older than this package needs. */
export function assertNewEnough(version: number, path: string): void {
  if (version >= oldestVersion) return;
  const supports = `${Math.floor(version / 1000)}.${Math.floor((version % 1000) / 10)}`;
  throw new DriverNotFoundError('The CUDA driver is too old', [
    `${path}: it supports CUDA ${supports}, and 11.0 (driver 450) or newer is needed`,
  ]);
}

/**
 * Finds and opens a shared library of a driver, once and for good.
 *
 * koffi closes its libraries when a worker thread ends, and a driver whose own threads still run would then
 * crash the process; so the library is first opened here with RTLD_NODELETE, after which no one can unload
 * it. Opening it ourselves also yields the loader's own words on why a file could not be opened.
 */
import koffi, { type KoffiFunc, type LibraryHandle } from 'koffi';

const RTLD_NOW = 2;
const RTLD_NODELETE = 0x1000;

/** A library was opened. */
export interface OpenLibrary {
  readonly library: LibraryHandle;
  /** The file that the loader chose, as it names it. */
  readonly path: string;
}

/** No candidate could be opened: one line for each, with the loader's reason. */
export interface LibraryNotOpened {
  readonly searched: readonly string[];
}

interface Loader {
  readonly open: KoffiFunc<(path: string, flags: number) => number | bigint>;
  readonly error: KoffiFunc<() => string | null>;
  readonly symbol: KoffiFunc<(handle: bigint, name: string) => number | bigint>;
  readonly address: KoffiFunc<(address: bigint, info: BigUint64Array) => number>;
}

let cachedLoader: Loader | undefined;

/** dlopen and its companions: in libc since glibc 2.34, in libdl before. */
function loader(): Loader {
  cachedLoader ??= loadLoader(['libc.so.6', 'libdl.so.2']);
  return cachedLoader;
}

function loadLoader(names: readonly string[]): Loader {
  const failures: string[] = [];
  for (const name of names) {
    try {
      const library = koffi.load(name);
      return {
        open: library.func('dlopen', 'uintptr_t', ['str', 'int']),
        error: library.func('dlerror', 'str', []),
        symbol: library.func('dlsym', 'uintptr_t', ['uintptr_t', 'str']),
        address: library.func('dladdr', 'int', ['uintptr_t', 'void *']),
      };
    } catch (error) {
      failures.push(`${name}: ${messageOf(error)}`);
    }
  }
  throw new Error(`The C library's dlopen was not found (${failures.join('; ')})`);
}

/**
 * Opens the first of `candidates` (paths, or names for the loader to search) that loads and exports `symbol`.
 * The library stays in the process until it ends.
 */
export function openLibrary(candidates: readonly string[], symbol: string): OpenLibrary | LibraryNotOpened {
  const searched: string[] = [];
  for (const candidate of candidates) {
    const result = process.platform === 'win32' ? openOnWindows(candidate) : openPinned(candidate, symbol);
    if (typeof result !== 'string') return result;
    searched.push(`${candidate}: ${result}`);
  }
  return { searched };
}

/** The library, or the reason why it cannot be used. */
function openPinned(candidate: string, symbol: string): OpenLibrary | string {
  const { open, error, symbol: find } = loader();
  const handle = BigInt(open(candidate, RTLD_NOW | RTLD_NODELETE));
  if (handle === 0n) return error() ?? 'the loader gave no reason';
  const address = BigInt(find(handle, symbol));
  if (address === 0n) return `it does not export ${symbol}`;
  return { library: koffi.load(candidate), path: fileOf(address) ?? candidate };
}

function openOnWindows(candidate: string): OpenLibrary | string {
  try {
    return { library: koffi.load(candidate), path: candidate };
  } catch (error) {
    return messageOf(error);
  }
}

/** The file that holds an address: dli_fname, the first field of Dl_info. */
function fileOf(address: bigint): string | null {
  const info = new BigUint64Array(4);
  if (loader().address(address, info) === 0 || !info[0]) return null;
  return koffi.decode.string(info[0]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

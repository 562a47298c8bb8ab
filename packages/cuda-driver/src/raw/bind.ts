/**
 * Turns declarations into callable functions. A symbol is looked up when it is first used, so that loading
 * stays quick and a driver that lacks newer functions can still be used for the others. The functions that disposal
 * calls are bound at once: a thread that is being terminated must not be found binding one, which aborts the process.
 */
import type { LibraryHandle } from 'koffi';
import { type CArgument, type CType, koffiType } from './types.js';

/** Function names with the C types of their parameters; each function returns a status number. */
export type Declarations = Readonly<Record<string, readonly CType[]>>;

type Arguments<P extends readonly CType[]> = { -readonly [I in keyof P]: CArgument<P[I]> };

/** A raw function: called, it returns the status; `async` runs it on a thread of koffi's pool. */
export interface RawFunction<A extends unknown[]> {
  (...args: A): number;
  /** Calls it on another thread; `callback` is told the status on this one. */
  async(...args: [...A, callback: (error: Error | null, status: number) => void]): void;
}

/** The functions of a set of declarations, under their C names. */
export type BoundFunctions<D extends Declarations> = {
  readonly [K in keyof D]: RawFunction<Arguments<D[K]>>;
};

/** Whether a loaded library exports a symbol. */
export function hasSymbol(library: LibraryHandle, name: string): boolean {
  try {
    library.symbol(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * An object with one property per declaration, bound on first use, those in `disposal` now. `absent(name)` makes the
 * error that calling a function throws which the library does not export.
 */
export function bindFunctions<D extends Declarations>(
  library: LibraryHandle,
  declarations: D,
  absent: (name: string) => Error,
  disposal: readonly (keyof D & string)[] = [],
): BoundFunctions<D> {
  const functions: Record<string, unknown> = {};
  for (const [name, parameters] of Object.entries(declarations)) {
    Object.defineProperty(functions, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = hasSymbol(library, name)
          ? library.func(name, 'int', parameters.map(koffiType))
          : missingFunction(name, absent);
        Object.defineProperty(functions, name, { value, enumerable: true });
        return value;
      },
    });
  }
  // Reading is binding.
  for (const name of disposal) void functions[name];
  return functions as BoundFunctions<D>;
}

function missingFunction(name: string, absent: (name: string) => Error): RawFunction<unknown[]> {
  const fail = (): never => {
    throw absent(name);
  };
  return Object.assign(fail, { async: fail });
}

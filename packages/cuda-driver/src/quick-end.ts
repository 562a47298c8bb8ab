/**
 * An end of the process that leaves to the system what it does in any case: threads, a device's contexts and memory. The
 * usual end takes them down one by one before, which on an H200 makes it 50 ms longer.
 */
import { openLibrary } from './library.js';

/** Whether somebody, such as a profiler, waits for the usual end. */
function isAwaited(): boolean {
  const { NODE_OPTIONS, NODE_V8_COVERAGE } = process.env;
  return process.execArgv.length > 0 || NODE_OPTIONS !== undefined || NODE_V8_COVERAGE !== undefined;
}

/**
 * For a program that has done its work and written all it had to write: once nothing keeps the process alive and every
 * listener to its 'exit' that is there by now was called, it ends at once. Changes nothing under flags of Node's own or where
 * the C library is not glibc.
 */
export function endQuickly(): void {
  if (process.platform !== 'linux' || isAwaited()) return;
  const found = openLibrary(['libc.so.6'], '_exit');
  if ('searched' in found) return;
  const exit = found.library.func('_exit', 'void', ['int']);
  process.on('exit', (code) => exit(code));
}

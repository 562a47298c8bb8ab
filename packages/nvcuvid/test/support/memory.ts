/** How much memory the process really holds. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import koffi from 'koffi';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const trim = koffi.load(null).func('malloc_trim', 'int', ['size_t']);

/** Resident bytes once garbage is collected and the C library has returned what it keeps for later. */
export function residentBytes(): number {
  collect();
  trim(0);
  return process.memoryUsage().rss;
}

/**
 * Where the time goes until the first frame: with NODE_DEBUG=nvcodec each stage that is reached says so on standard
 * error, with the milliseconds since the process began. Threads share that clock.
 */
import { debuglog } from 'node:util';

const log = debuglog('nvcodec');

/** Tells that work has come as far as `stage`. */
export function reached(stage: string): void {
  if (log.enabled) log('%s ms  %s', (process.uptime() * 1000).toFixed(1), stage);
}

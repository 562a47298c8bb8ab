/**
 * The command's own stages among those that nvcodec tells of with NODE_DEBUG=nvcodec: milliseconds since the process
 * began, on standard error. Nothing of nvcodec is loaded yet when the first are reached.
 */
import { debuglog } from 'node:util';

const log = debuglog('nvcodec');

/** Tells that the command has come as far as `stage`. */
export function reached(stage: string): void {
  if (log.enabled) log('%s ms  %s', (process.uptime() * 1000).toFixed(1), stage);
}

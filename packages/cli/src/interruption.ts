/** Ctrl-C, SIGTERM, and a terminal that is closed: the first asks the command to stop and clean up, the second ends it at once. */
import { Interrupted, type InterruptingSignal, interruptingSignals } from './report/failure.js';

/** How long cleaning up may take before the process ends all the same. */
const PATIENCE_MS = 5000;

/** Watches the process's signals; the returned signal is aborted with an `Interrupted` as its reason. */
export function watchSignals(): AbortSignal {
  const controller = new AbortController();
  const stop = (name: InterruptingSignal): void => {
    const reason = new Interrupted(name);
    // Leaving through exit() still removes unfinished files.
    if (controller.signal.aborted) process.exit(reason.exitCode);
    controller.abort(reason);
    setTimeout(() => process.exit(reason.exitCode), PATIENCE_MS).unref();
  };
  for (const name of interruptingSignals) process.on(name, () => stop(name));
  return controller.signal;
}

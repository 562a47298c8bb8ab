/** The garbage collector on demand, without starting node in a special way. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Collects until `done()`, letting finalizers run in between. @throws Error when it never is. */
export async function collectUntil(done: () => boolean): Promise<void> {
  for (let round = 0; round < 100; round += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (done()) return;
  }
  throw new Error('The garbage collector did not get there');
}

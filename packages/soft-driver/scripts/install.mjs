// Runs when the package is installed. A published package has its sources only, so the libraries are built here;
// in the project's own workspace that is left to the build, and off Linux the package installs without them.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = existsSync(join(root, 'build', 'Release', 'libnvcodec-soft-cuda.so'));
const inWorkspace = existsSync(join(root, '..', '..', 'pnpm-workspace.yaml'));

if (process.platform !== 'linux') {
  console.warn('@nvcodec/soft-driver: the software driver is for Linux only; installed without it');
} else if (!built && !inWorkspace) {
  await import('./build-native.mjs');
}

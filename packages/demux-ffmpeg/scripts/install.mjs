// Builds the addon when the published package is installed. Inside the project's own workspace it does
// nothing: there `npm run build:native` is a step of its own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingBuildTools, missingMessage } from './check-build-tools.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

function loads(addon) {
  // In a process of its own: an addon that was loaded cannot be replaced.
  const script = `require(${JSON.stringify(addon)})`;
  return existsSync(addon) && spawnSync(process.execPath, ['-e', script], { stdio: 'ignore' }).status === 0;
}

function build() {
  const missing = missingBuildTools();
  if (missing.length > 0) {
    console.error(missingMessage(missing));
    return 1;
  }
  const cmakeJs = join(dirname(require.resolve('cmake-js/package.json')), 'bin', 'cmake-js');
  const built = spawnSync(process.execPath, [cmakeJs, 'rebuild'], { cwd: root, stdio: 'inherit' });
  return built.status ?? 1;
}

const inWorkspace = existsSync(join(root, '..', '..', 'pnpm-workspace.yaml'));
if (!inWorkspace && !loads(join(root, 'build', 'Release', 'nvcodec_demux.node'))) process.exitCode = build();

// Builds the native libraries with CMake into build/Release, or into the folder Release of another one that is named.
// No Node.js headers are needed: the libraries know nothing of Node. `node scripts/build-native.mjs [FOLDER]`.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function fail(text) {
  console.error(`@nvcodec/soft-driver: ${text}`);
  process.exit(1);
}

function cmake(...args) {
  const { error, status } = spawnSync('cmake', args, { stdio: 'inherit' });
  if (error) fail('CMake was not found. On Debian and Ubuntu: apt-get install cmake g++ pkg-config');
  if (status !== 0) fail('the native libraries were not built; the reason is above');
}

if (process.platform !== 'linux') fail('the software driver is for Linux only');

const build = process.argv[2] ?? join(root, 'build');
// CMake keeps the FFmpeg it found once; -U has it look again, in case PKG_CONFIG_PATH says another now.
const lookAgain = ['-U', 'FFMPEG*', '-U', '__pkg_config_*', '-U', 'pkgcfg_lib_*'];
cmake('-S', root, '-B', build, '-DCMAKE_BUILD_TYPE=Release', ...lookAgain);
cmake('--build', build, '--parallel', String(Math.min(8, availableParallelism())));

// Looks for what the addon's build needs, and stops it with one message that names the packages when
// something is missing. Run before cmake-js, whose own errors come twice and name no packages.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LIBRARIES = { libavformat: '59.27', libavcodec: '59.37', libavutil: '57.28' };

const INSTALL = `Install them:
  Debian, Ubuntu   apt-get install g++ cmake make pkg-config libavformat-dev libavcodec-dev libavutil-dev
  Fedora           dnf install gcc-c++ cmake make pkgconf-pkg-config ffmpeg-devel   (RPM Fusion; or ffmpeg-free-devel)
  Arch             pacman -S gcc cmake make pkgconf ffmpeg
  macOS            brew install cmake pkgconf ffmpeg
FFmpeg in a place of its own is found through PKG_CONFIG_PATH=/that/place/lib/pkgconfig.`;

function runs(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** What is missing, each in a few words; empty when the addon can be built. */
export function missingBuildTools() {
  const missing = [];
  const compilers = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  if (process.platform !== 'win32' && !compilers.some((name) => runs(name, ['--version']))) {
    missing.push('a C++17 compiler');
  }
  if (!runs('cmake', ['--version'])) missing.push('cmake');
  const pkgConfig = process.env.PKG_CONFIG ?? 'pkg-config';
  if (!runs(pkgConfig, ['--version'])) return [...missing, 'pkg-config'];
  for (const [library, version] of Object.entries(LIBRARIES)) {
    if (runs(pkgConfig, [`--atleast-version=${version}`, library])) continue;
    const found = spawnSync(pkgConfig, ['--modversion', library], { encoding: 'utf8' });
    const has = found.status === 0 ? `; ${found.stdout.trim()} is too old` : '';
    missing.push(`the development files of ${library} (${version} or newer, from FFmpeg 5.1${has})`);
  }
  return missing;
}

/** The message for a list that missingBuildTools() gave. */
export function missingMessage(missing) {
  return `@nvcodec/demux-ffmpeg cannot be built here. Missing: ${missing.join('; ')}.\n${INSTALL}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const missing = missingBuildTools();
  if (missing.length > 0) {
    console.error(missingMessage(missing));
    process.exitCode = 1;
  }
}

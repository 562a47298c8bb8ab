#!/usr/bin/env bash
# Brings a bare Debian or Ubuntu with Node and a C++ compiler to a built workspace: system packages, node_modules, build.
# Needs no git, curl, python or sudo, asks nothing, and does only what is missing. With --tests also what the tests need.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1

say() { printf '==> %s\n' "$*"; }
die() { printf '\nerror: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

check_node() {
  has node && has npx || die "Node.js 20.19 or newer (with npm) is needed and was not found in PATH. See https://nodejs.org/en/download"
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' ||
    die "Node.js 20.19 or newer is needed; $(command -v node) is $(node --version). See https://nodejs.org/en/download"
}

# The system packages that are missing, found by what they provide, so that a tool or an FFmpeg from elsewhere counts too.
missing_packages() {
  has c++ || has g++ || has clang++ || echo g++
  has make || echo make
  has cmake || echo cmake
  has pkg-config || echo pkg-config
  local library
  for library in libavformat libavcodec libavutil libswscale; do
    pkg-config --exists "$library" 2>/dev/null || echo "$library-dev"
  done
  [ "$1" = --tests ] || return 0
  has ffmpeg || echo ffmpeg
  pkg-config --exists ffnvcodec 2>/dev/null || echo libffmpeg-nvenc-dev
  has clang++-19 || echo clang-19
}

install_packages() {
  local as_root=()
  has apt-get || die "These are missing, and there is no apt-get here to install them with: $* (names of Debian packages)"
  if [ "$(id -u)" != 0 ]; then
    has sudo && sudo -n true 2>/dev/null || die "System packages are missing. Install them as root, then run this again:
  apt-get update && apt-get install -y --no-install-recommends $*"
    as_root=(sudo -n)
  fi
  say "installing system packages: $*"
  "${as_root[@]}" apt-get update -qq || die "apt-get update failed: see above"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null ||
    die "apt-get could not install: $*"
}

install_modules() {
  if [ node_modules/.modules.yaml -nt pnpm-lock.yaml ]; then
    say "node_modules is up to date"
  else
    say "installing node_modules"
    bash scripts/pnpm.sh install --frozen-lockfile --config.confirm-modules-purge=false </dev/null
  fi
}

extras=${1:-}
check_node
mapfile -t missing < <(missing_packages "$extras")
[ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
# FFmpeg 5.1: the oldest whose interfaces the addon and the soft driver use.
pkg-config --atleast-version=59.27 libavformat ||
  die "FFmpeg 5.1 or newer is needed; pkg-config finds libavformat $(pkg-config --modversion libavformat), of an older FFmpeg.
Install a newer FFmpeg and put its lib/pkgconfig in PKG_CONFIG_PATH."
install_modules
say "building"
bash scripts/pnpm.sh exec turbo run build --output-logs=errors-only --concurrency="$(nproc)" </dev/null

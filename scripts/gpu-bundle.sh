#!/usr/bin/env bash
# Makes .gpu/: what a machine with a GPU but without Node, FFmpeg or a network needs to run this workspace, as four
# archives of which only the ones that changed are made again. scripts/gpu-run.sh unpacks them there.
#   node.tar.xz      the Node that runs here, stripped
#   modules.tar.xz   third-party packages, vitest among them
#   ffmpeg.tar.xz    the FFmpeg build named by NVCODEC_GPU_FFMPEG or the first argument, as it is
#   packages.tar.xz  dist/ and native builds of our packages, the natives built against that FFmpeg, bench/limit and its clip
# usage: NVCODEC_GPU_FFMPEG=ffmpeg-linux-x64.tar.xz scripts/gpu-bundle.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ffmpeg=${1:-${NVCODEC_GPU_FFMPEG:-}}
[ -f "$ffmpeg" ] || {
  echo "usage: $0 FFMPEG.tar.xz   (or NVCODEC_GPU_FFMPEG=…): a relocatable FFmpeg with bin, lib and include" >&2
  exit 2
}
bundle=.gpu
stage=node_modules/.cache/gpu-bundle
mkdir -p "$bundle" "$stage"
exec {lock}>"$stage/lock"
flock "$lock"

say() { printf '==> %s\n' "$*"; }

# changed NAME KEY: whether the archive NAME is missing or was made from something else than KEY.
changed() {
  [ -f "$bundle/$1.tar.xz" ] && [ "$(cat "$stage/$1.key" 2>/dev/null)" = "$2" ] && return 1
  say "packing $1"
}

# pack NAME KEY FOLDER: what FOLDER holds, as the archive NAME, made from KEY.
pack() {
  tar -C "$3" --owner=0 --group=0 -cf - . | xz -T0 "${4:--6}" >"$stage/$1.tar.xz"
  mv "$stage/$1.tar.xz" "$bundle/"
  printf '%s' "$2" >"$stage/$1.key"
}

pack_node() {
  local key
  key="$(node --version) $(node -p process.execPath)"
  changed node "$key" || return 0
  mkdir -p "$stage/node/bin"
  cp "$(node -p process.execPath)" "$stage/node/bin/node"
  strip "$stage/node/bin/node"
  pack node "$key" "$stage/node"
}

pack_modules() {
  local key
  rm -rf "$stage/modules"
  key="$(node scripts/gpu-modules.mjs "$stage/modules") $(sha256sum <scripts/gpu-modules.mjs)"
  changed modules "$key" || return 0
  pack modules "$key" "$stage/modules"
}

pack_ffmpeg() {
  local key
  key=$(sha256sum <"$ffmpeg")
  changed ffmpeg "$key" || return 0
  rm -rf "$stage/ffmpeg" "$stage/native"
  mkdir -p "$stage/ffmpeg"
  tar -C "$stage/ffmpeg" -xf "$ffmpeg"
  install -m 644 "$ffmpeg" "$bundle/ffmpeg.tar.xz"
  printf '%s' "$key" >"$stage/ffmpeg.key"
}

# The folder of the unpacked FFmpeg that holds bin, lib and include.
ffmpeg_home() { dirname "$(dirname "$(find "$PWD/$stage/ffmpeg" -name pkgconfig -path '*/lib/*' | head -1)")"; }

# native NAME COMMAND…: builds a package's native part against the bundle's FFmpeg, into a folder that COMMAND is given
# last, apart from the build for this machine.
native() {
  local name=$1
  shift
  say "building $name against $(basename "$ffmpeg")"
  (cd "packages/$name" && "$@" "$root/$stage/native/$name" >"$root/$stage/$name.log" 2>&1) ||
    { tail -40 "$stage/$name.log" >&2; return 1; }
}

pack_packages() {
  local out=$stage/packages package
  rm -rf "$out"
  for package in packages/*; do
    mkdir -p "$out/$package"
    cp -r "$package/dist" "$out/$package/"
    [ ! -d "$package/build" ] || [ -d "$stage/native/${package#packages/}" ] || cp -r "$package/build" "$out/$package/"
  done
  for package in "$stage"/native/*; do
    mkdir -p "$out/packages/${package##*/}/build"
    cp -a "$package/Release" "$out/packages/${package##*/}/build/"
  done
  mkdir -p "$out/bench/build"
  bash bench/build-limit.sh "$out/bench/build"
  [ -f bench/build/bench-1080p.mp4 ] || bash bench/make-clip.sh
  cp bench/build/bench-1080p.mp4 "$out/bench/build/"
  say "packing packages"
  pack packages - "$out" -3
}

root=$PWD
pack_node
pack_modules
pack_ffmpeg
say "building"
bash scripts/pnpm.sh exec turbo run build --output-logs=errors-only --concurrency="$(nproc)" </dev/null
PKG_CONFIG_PATH=$(ffmpeg_home)/lib/pkgconfig
export PKG_CONFIG_PATH
native demux-ffmpeg npx cmake-js compile --out
native soft-driver node scripts/build-native.mjs
pack_packages
du -bhc "$bundle"/*.tar.xz

#!/usr/bin/env bash
# Runs what is tested in C++ under sanitizers:
#   the suites of soft-driver, demux-ffmpeg and nvcuvid under AddressSanitizer and UndefinedBehaviorSanitizer,
#   the soft driver's own programs with a look for leaks,
#   the colour kernels' host library with colorspace's suite, the same way (building it takes minutes),
#   and the same programs, which make threads of their own, under ThreadSanitizer (what FFmpeg does is not looked at:
#   it has none of its checks, so it would be blamed for what it does rightly).
# usage: scripts/sanitize.sh [address|leaks|kernels|thread]…    default: all; CXX names the compiler, see sanitize-build.sh.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
parts=${*:-address leaks kernels thread}
failed=0

say() { printf '\n==> %s\n' "$*"; }
step() {
  say "$1"
  shift
  "$@" </dev/null || { failed=1; printf 'FAILED: %s\n' "$*"; }
}
build() { eval "$(bash scripts/sanitize-build.sh "$1" 2>/dev/null)" && [ -n "${SANITIZED:-}" ]; }

# All cases of the libcuda stand-in, and each fixture through the libnvcuvid one, with as many threads as it may have.
programs() {
  local programs=$SANITIZED/soft-driver/Release clip way status=0
  "$programs/soft-cuda-test" >/dev/null || status=1
  for clip in fixtures/*.{mp4,webm,mkv,ts,avi,mpg,h264}; do
    case $clip in *audio-only* | *encrypted* | *truncated*) continue ;; esac
    for way in bytes on-device; do
      NVCODEC_SOFT_THREADS=4 timeout 300 "$programs/soft-cuvid-test" decode "$clip" --deinterlace 2 --read "$way" >/dev/null ||
        status=1
    done
  done
  return $status
}

# suites BUILD PROJECT…: of the two builds of the soft driver, the one with its programs or the one for Node.
# Reports go to files: exceptions on koffi's stack make AddressSanitizer write warnings, and tests look at stderr.
suites() {
  local build=$1 projects=() report status=0
  shift
  for project in "$@"; do projects+=(--project "$project"); done
  rm -f "$SANITIZED"/report.*
  env LD_PRELOAD="$SANITIZER_RUNTIME" NVCODEC_DEMUX_ADDON="$SANITIZED/demux-ffmpeg/Release/nvcodec_demux.node" \
    NVCODEC_SOFT_DRIVER="$SANITIZED/$build/Release" UBSAN_OPTIONS=print_stacktrace=1 \
    ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16:log_path="$SANITIZED/report" \
    node node_modules/vitest/vitest.mjs run --testTimeout=600000 "${projects[@]}" || status=1
  for report in "$SANITIZED"/report.*; do
    grep -qE 'ERROR: |runtime error' "$report" 2>/dev/null && { cat "$report" >&2; status=1; }
  done
  return $status
}

for part in $parts; do
  case $part in
    address)
      build address &&
        step "soft driver under AddressSanitizer and UBSan" suites soft-driver soft-driver &&
        step "what runs on it, and the demuxer" suites soft-driver-for-node demux-ffmpeg nvcuvid nvcodec
      ;;
    kernels)
      build kernels && export NVCODEC_HOST_KERNELS && step "colour kernels" suites soft-driver-for-node colorspace
      unset NVCODEC_HOST_KERNELS
      ;;
    leaks) build address && ASAN_OPTIONS=detect_leaks=1 step "leaks of the soft driver" programs ;;
    thread) build thread && TSAN_OPTIONS=halt_on_error=1:ignore_noninstrumented_modules=1 step "the soft driver under ThreadSanitizer" programs ;;
    *) echo "usage: $0 [address|leaks|kernels|thread]…" >&2; exit 2 ;;
  esac || { echo "could not build for: $part" >&2; failed=1; }
done
exit "$failed"

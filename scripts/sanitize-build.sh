#!/usr/bin/env bash
# Builds the soft driver, the demuxer's addon and the fuzzer's own program with sanitizers, into fuzz/build/NAME:
#   scripts/sanitize-build.sh            AddressSanitizer and UndefinedBehaviorSanitizer, into fuzz/build/address
#   scripts/sanitize-build.sh kernels    the same, and the colour kernels' host library, which takes minutes
#   scripts/sanitize-build.sh thread     ThreadSanitizer, the soft driver only, into fuzz/build/thread
# CXX names the compiler (g++, or clang++ with its runtime: Debian's package libclang-rt-19-dev). FFmpeg stays as it is.
# Prints one line of words, NAME=VALUE, to be taken into the environment of what is run with them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
kind=${1:-address}
kernels=
if [ "$kind" = kernels ]; then kind=address kernels=yes; fi
compiler=${CXX:-$(command -v g++ || echo c++)}
out=$PWD/fuzz/build/$kind
mkdir -p "$out"
exec {lock}>"$out/lock"
flock "$lock"
case $kind in
  address) sanitizers=address,undefined,float-cast-overflow runtime=asan ;;
  thread) sanitizers=thread runtime=tsan ;;
  *) echo "usage: $0 [address|kernels|thread]" >&2; exit 2 ;;
esac

# The shared runtime, which must be loaded first into a process whose program was not built with it: gcc's or clang's.
runtime_file() {
  local name file
  for name in "lib$runtime.so" "libclang_rt.$runtime-$(uname -m).so"; do
    file=$("$compiler" -print-file-name="$name")
    [ "$file" = "$name" ] || { realpath "$file"; return; }
  done
  echo "$0: $compiler has no shared $runtime runtime; Debian: apt-get install libasan8, or libclang-rt-19-dev" >&2
  return 1
}

flags="-O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all"
link=
preload=$(runtime_file)
case $preload in *clang_rt*) link=-shared-libasan ;; esac
[ "$kind" = address ] || link=

# koffi calls C on a stack of its own, of which AddressSanitizer does not know: an exception there leaves marks behind
# that it later takes for overflows. So Node gets libraries in which it does not look at stacks.
case $preload in
  *clang_rt*) no_stacks="-mllvm -asan-stack=0" ;;
  *) no_stacks="--param=asan-stack=0" ;;
esac

# configure PACKAGE FOLDER OPTION…
configure() { cmake -S "packages/$1" -B "$out/$2" -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_COMPILER="$compiler" "${@:3}" >&2; }
build() { cmake --build "$out/$1" --parallel "$(nproc)" "${@:2}" >&2; }

configure soft-driver soft-driver -DNVCODEC_SOFT_SANITIZE="$sanitizers" -DCMAKE_CXX_FLAGS="$flags $link"
build soft-driver
release=$out/soft-driver/Release
if [ "$kind" = address ]; then
  configure soft-driver soft-driver-for-node -DNVCODEC_SOFT_SANITIZE="$sanitizers" \
    -DCMAKE_CXX_FLAGS="$flags $link $no_stacks"
  build soft-driver-for-node --target nvcodec-soft-cuvid
  headers=$(cd packages/demux-ffmpeg &&
    node -p "[require('node-api-headers').include_dir, require('node-addon-api').include_dir].join(';')")
  configure demux-ffmpeg demux-ffmpeg -DCMAKE_JS_INC="$headers" -DCMAKE_LIBRARY_OUTPUT_DIRECTORY="$out/demux-ffmpeg/Release" \
    -DCMAKE_CXX_FLAGS="$flags -fsanitize=$sanitizers -DBUILDING_NODE_EXTENSION"
  build demux-ffmpeg
  for source in fuzz/native/*.cc fuzz/native/*.h; do
    [ "$out/fuzz-driver" -nt "$source" ] && [ "$out/fuzz-driver" -nt "$release/libnvcodec-soft-cuvid.so" ] && continue
    "$compiler" -std=c++17 -Wall -Wextra $flags -fsanitize=$sanitizers $link -Ipackages/soft-driver/native \
      fuzz/native/*.cc -o "$out/fuzz-driver" -L"$release" -lnvcodec-soft-cuvid -lnvcodec-soft-cuda \
      -Wl,-rpath,"$release" >&2
    break
  done
fi
host_kernels=$out/libnvcodec-kernels-host.so
if [ -n "$kernels" ]; then
  mkdir -p "$out/kernels"
  newest=$(find packages/colorspace/kernels -maxdepth 1 -type f -newer "$host_kernels" 2>/dev/null || echo none)
  if [ -n "$newest" ]; then
    printf '%s\0' packages/colorspace/kernels/*.cu | xargs -0 -P "$(nproc)" -I{} sh -c \
      '"$0" -x c++ -std=c++20 -ffp-contract=off -fPIC -fvisibility=hidden $1 -c "$2" -o "$3/$(basename "$2").o"' \
      "$compiler" "$flags $no_stacks -fsanitize=$sanitizers" {} "$out/kernels" >&2
    "$compiler" -shared -fsanitize=$sanitizers $link -o "$host_kernels" "$out"/kernels/*.o >&2
  fi
  printf 'NVCODEC_HOST_KERNELS=%s ' "$host_kernels"
fi
echo "SANITIZED=$out SANITIZER_RUNTIME=$preload"

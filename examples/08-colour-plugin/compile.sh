#!/usr/bin/env bash
# Compiles kernels/palette.cu for the software driver, to palette.so beside it or where the first argument says, and,
# when the second is "ptx", for the GPU. The PTX is checked in; compiling it needs clang 19, and the other any C++20
# compiler (CXX, or c++).
set -euo pipefail
cd "$(dirname "$0")/kernels"
include=../../../packages/colorspace/kernels
# shellcheck disable=SC2086 # CXX may be a command with options.
${CXX:-c++} -x c++ -std=c++20 -O3 -ffp-contract=off -fPIC -shared -I "$include" -o "${1:-palette.so}" palette.cu
if [ "${2:-}" = ptx ]; then
  "${CLANG:-clang++-19}" -x cuda --cuda-device-only --cuda-gpu-arch=sm_52 --cuda-path=/nowhere --cuda-feature=+ptx60 \
    -nocudainc -nocudalib -std=c++20 -O3 -ffp-contract=off -fno-ident -S -I "$include" -o ptx/palette.ptx palette.cu
fi

#!/usr/bin/env bash
# Writes test/kernels/kernels.ptx from kernels.cu with clang (19 or newer); the CUDA toolkit is not needed.
set -euo pipefail
cd "$(dirname "$0")/../test/kernels"

"${CLANG:-clang++-19}" -x cuda --cuda-device-only --cuda-gpu-arch=sm_52 --cuda-path=/nowhere --cuda-feature=+ptx60 \
  -nocudainc -nocudalib -O2 -S -o kernels.ptx kernels.cu
echo "Wrote test/kernels/kernels.ptx"

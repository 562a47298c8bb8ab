#!/usr/bin/env bash
# Builds the limit program: bench/build-limit.sh [FOLDER]. Needs g++, FFmpeg's headers and Debian's libffmpeg-nvenc-dev.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:-$here/build}
mkdir -p "$out"
read -ra flags < <(pkg-config --cflags --libs libavformat libavcodec libavutil ffnvcodec)
# rpath-link: FFmpeg's libraries need each other, and need not lie where the linker looks by itself.
"${CXX:-c++}" -std=c++17 -O2 -Wall -Wextra -static-libstdc++ -o "$out/limit" "$here"/limit/*.cc "${flags[@]}" \
  -Wl,-rpath-link,"$(pkg-config --variable=libdir libavformat)" -ldl -pthread

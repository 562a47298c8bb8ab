#!/usr/bin/env bash
# Builds the limit program: bench/build-limit.sh [FOLDER]. Needs g++, FFmpeg's headers and Debian's libffmpeg-nvenc-dev.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:-$here/build}
mkdir -p "$out"
read -ra flags < <(pkg-config --cflags --libs libavformat libavcodec libavutil ffnvcodec)
"${CXX:-c++}" -std=c++17 -O2 -Wall -Wextra -static-libstdc++ -o "$out/limit" "$here"/limit/*.cc "${flags[@]}" -ldl -pthread

#!/usr/bin/env bash
# Writes golden/layouts.json: the struct layouts as a C compiler sees them in NVIDIA's headers. Needs a C compiler and
# either the CUDA toolkit's cuda.h (CUDA_HOME names the toolkit) or ffnvcodec's headers (Debian: libffmpeg-nvenc-dev).
set -euo pipefail
cd "$(dirname "$0")/.."

program=$(mktemp)
trap 'rm -f "$program"' EXIT
"${CC:-cc}" ${CUDA_HOME:+-I"$CUDA_HOME/include"} -o "$program" golden/layouts.c
"$program" > golden/layouts.json
echo "Wrote golden/layouts.json"

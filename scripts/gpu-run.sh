#!/usr/bin/env bash
# On the machine with the GPU: unpacks .gpu/ (see scripts/gpu-bundle.sh) and runs a command against the real driver.
# There REQUIRE_GPU=1, so a test that finds no GPU fails instead of being skipped. Needs bash and Python 3.12, nothing else.
# usage: scripts/gpu-run.sh COMMAND…      for instance scripts/gpu-run.sh bash scripts/test-gpu.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2; exit 2; }
[ ! -e node_modules/.modules.yaml ] || {
  echo "$0: this checkout has a node_modules of its own, which the bundle would overwrite. Run it in a copy without one." >&2
  exit 2
}
runtime=${NVCODEC_RUNTIME:-/tmp/nvcodec-runtime}
python3 scripts/gpu-unpack.py .gpu "$runtime" .
ffmpeg=$(dirname "$(dirname "$(find "$runtime/ffmpeg" -path '*/bin/ffmpeg' | head -1)")")
export PATH="$runtime/node/bin:$ffmpeg/bin:$PWD/node_modules/.bin:$PATH"
export LD_LIBRARY_PATH="$ffmpeg/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export NVCODEC_BUNDLED=1 REQUIRE_GPU=${REQUIRE_GPU-1} NVCODEC_TEST_DRIVER=${NVCODEC_TEST_DRIVER-gpu}
exec "$@"

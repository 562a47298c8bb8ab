#!/usr/bin/env bash
# npm run fuzz [-- OPTION…]: builds the native parts with sanitizers, then runs the fuzzer; see fuzz/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
built=$(bash scripts/sanitize-build.sh 2>fuzz-build.log) || { cat fuzz-build.log >&2; rm -f fuzz-build.log; exit 1; }
rm -f fuzz-build.log
exec env $built node fuzz/run.mjs "$@"

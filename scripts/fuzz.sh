#!/usr/bin/env bash
# npm run fuzz [-- OPTION…]: builds the native parts with sanitizers, then runs the fuzzer with these options; with
# --self-test instead, sees to it that the fuzzer finds what it looks for. See fuzz/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
built=$(bash scripts/sanitize-build.sh 2>"$log") || { cat "$log" >&2; exit 1; }
script=fuzz/run.mjs
if [ "${1:-}" = --self-test ]; then
  script=fuzz/self-test.mjs
  shift
fi
env $built node "$script" "$@"

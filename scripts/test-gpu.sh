#!/usr/bin/env bash
# npm run test:gpu: every package's tests against the real driver; a missing GPU is a failure. Last line: the counts.
# Sets the machine up first, unless it runs from the bundle (scripts/gpu-run.sh). Arguments go to vitest.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export REQUIRE_GPU=1 NVCODEC_TEST_DRIVER=gpu
[ -n "${NVCODEC_BUNDLED:-}" ] || bash scripts/bootstrap.sh --tests || exit 1
report=.test-results/vitest-gpu.json
rm -f "$report"
# One file at a time: suites that compare device memory share the GPU with nobody.
node node_modules/vitest/vitest.mjs run --no-file-parallelism \
  --reporter=default --reporter=json --outputFile.json="$report" "$@" </dev/null
exec node scripts/count-tests.mjs "$report" 0 0 $?

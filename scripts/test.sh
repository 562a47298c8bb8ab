#!/usr/bin/env bash
# npm test: sets the machine up, then runs every check and every test. The last line counts them: "N passed, N failed".
# Arguments go to vitest, for instance a part of a test file's name.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
results=.test-results
passed=0 failed=0

# check NAME COMMAND…: a check that counts as one test.
check() {
  local name=$1
  shift
  printf '\n==> %s\n' "$name"
  if "$@" </dev/null; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$name"
  fi
}

rm -rf "$results"
check "set-up" bash scripts/bootstrap.sh --tests
if [ "$failed" = 0 ]; then
  check "lint and format" node_modules/.bin/biome check .
  check "types of the tests" bash scripts/pnpm.sh exec turbo run typecheck --output-logs=errors-only --concurrency="$(nproc)"
  check "kernels are what their source compiles to" bash scripts/build-kernels.sh --check
  check "packages as published" node scripts/check-packages.mjs
  check "public API is documented" node scripts/check-docs.mjs
  check "examples run" node scripts/check-examples.mjs
  check "the fuzzer finds what it looks for" bash scripts/fuzz.sh --self-test
  check "damaged media, for 45 seconds" bash scripts/fuzz.sh --seconds 45 --count 2000
  printf '\n==> tests\n'
  node_modules/.bin/vitest run --maxWorkers="$(nproc)" --reporter=default --reporter=json \
    --outputFile.json="$results/vitest.json" "$@" </dev/null
  status=$?
  echo
else
  status=0
fi
exec node scripts/count-tests.mjs "$results/vitest.json" "$passed" "$failed" "$status"

#!/usr/bin/env bash
# npm run demo [-- FILE…]: sets the machine up, then makes screenshots and a contact sheet of the bundled clip, or of the
# given files, in demo-output/: on the GPU or, without one, on the soft driver.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bash "$root/scripts/bootstrap.sh"
# npm changes to the project's folder and keeps the caller's in INIT_CWD; files are named from there.
cd "${INIT_CWD:-$PWD}"
exec node "$root/scripts/demo.mjs" "$@"

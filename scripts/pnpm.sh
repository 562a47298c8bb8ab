#!/usr/bin/env bash
# Runs the pnpm that package.json names, through npx, so that nobody has to install it: scripts/pnpm.sh ARGUMENT…
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
name=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).packageManager.split("+")[0]' "$root/package.json")
exec npx --yes "$name" "$@"

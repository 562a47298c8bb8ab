#!/bin/sh
# Rebuilds golden/layout.json: what the C compiler of this machine makes of the NVCUVID structs.
# Use: scripts/make-golden.sh [include folder that holds ffnvcodec/, default /usr/include]
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${CC:-cc}" -std=gnu11 -w -I"${1:-/usr/include}" -o "$work/layout" "$here/golden/layout.c"
"$work/layout" > "$here/golden/layout.json"

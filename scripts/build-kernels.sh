#!/usr/bin/env bash
# Compiles every kernels/*.cu of packages and examples to PTX in ptx/ beside it. The PTX is checked in, so that building
# nvcodec needs neither clang nor the CUDA toolkit; this script is for those who change a kernel.
#
#   scripts/build-kernels.sh           rebuild in place
#   scripts/build-kernels.sh --check   build elsewhere and fail when the result differs from what is checked in
#
# Only clang 19 is accepted, because another version writes other PTX for the same source. CLANG names it when it
# is not called clang++-19.
set -euo pipefail
cd "$(dirname "$0")/.."

check=false
case "${1-}" in
  '') ;;
  --check) check=true ;;
  *)
    echo "usage: $0 [--check]" >&2
    exit 2
    ;;
esac

clang=${CLANG:-clang++-19}
if ! version=$("$clang" --version 2>/dev/null); then
  echo "build-kernels: '$clang' is not installed. Debian and Ubuntu: apt-get install clang-19" \
    '(from apt.llvm.org where the distribution has none); or name it in the environment variable CLANG.' >&2
  exit 1
fi
if [[ $version != *'clang version 19.'* ]]; then
  echo "build-kernels: '$clang' is not clang 19 but: ${version%%$'\n'*}" >&2
  exit 1
fi

# PTX ISA 6.0 for sm_52 is compiled on by every driver since 2018 for every GPU since Maxwell. Contraction is off so
# that only what the source fuses is fused, as on the host.
flags=(-x cuda --cuda-device-only --cuda-gpu-arch=sm_52 --cuda-path=/nowhere --cuda-feature=+ptx60
  -nocudainc -nocudalib -std=c++20 -O3 -ffp-contract=off -fno-ident -Wall -Wextra -Werror -S
  -I packages/colorspace/kernels)

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

different=0
for folder in packages/*/kernels examples/*/kernels; do
  built=$temporary/$folder
  mkdir -p "$built"
  for source in "$folder"/*.cu; do
    "$clang" "${flags[@]}" -o "$built/$(basename "$source" .cu).ptx" "$source"
  done
  if $check; then
    diff -ru "$folder/ptx" "$built" || different=1
  else
    rm -rf "$folder/ptx"
    cp -r "$built" "$folder/ptx"
    echo "$folder/ptx: $(ls "$built" | wc -l) files"
  fi
done

if ((different)); then
  echo 'build-kernels: the PTX above differs from its source. Run `npm run kernels` and commit the result.' >&2
  exit 1
fi
if $check; then echo 'build-kernels: the checked-in PTX is what its source compiles to'; fi

// Host kernels for the tests of launches: what a kernel library for the soft driver looks like.
#include <atomic>
#include <cstdint>

#include "cuda/kernel_abi.h"

// Adds one to each of `count` 32-bit numbers; one thread a number.
NVCODEC_HOST_KERNEL(add_one, 8, 4) {
  auto *numbers = *static_cast<uint32_t *const *>(args[0]);
  const uint32_t count = *static_cast<const uint32_t *>(args[1]);
  for (uint32_t thread = 0; thread < launch->block[0]; ++thread) {
    const uint64_t i = uint64_t{blockIdx[0]} * launch->block[0] + thread;
    if (i < count) ++numbers[i];
  }
}

// Writes each block's number, in the order x, y, z, to its place.
NVCODEC_HOST_KERNEL(number_blocks, 8) {
  auto *numbers = *static_cast<uint32_t *const *>(args[0]);
  const uint32_t number = (blockIdx[2] * launch->grid[1] + blockIdx[1]) * launch->grid[0] + blockIdx[0];
  numbers[number] = number;
}

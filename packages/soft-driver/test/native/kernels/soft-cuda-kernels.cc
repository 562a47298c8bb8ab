// Host kernels for the tests of modules and launches: what a kernel library for the soft driver looks like.
#include <atomic>
#include <cstdint>
#include <thread>

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

// Writes each block's number, counted along x, then y, then z, plus one, to its place.
NVCODEC_HOST_KERNEL(number_blocks, 8) {
  auto *numbers = *static_cast<uint32_t *const *>(args[0]);
  const uint32_t number = (blockIdx[2] * launch->grid[1] + blockIdx[1]) * launch->grid[0] + blockIdx[0];
  numbers[number] += number + 1;
}

struct Mixed {
  uint8_t small;
  double large;
  uint16_t odd[3];
};

// Writes the sum of arguments of many sizes, of the block's dimensions and of the shared bytes asked for.
NVCODEC_HOST_KERNEL(sum_arguments, 8, 1, 4, sizeof(Mixed)) {
  const Mixed mixed = *static_cast<const Mixed *>(args[3]);
  **static_cast<double *const *>(args[0]) =
      *static_cast<const uint8_t *>(args[1]) + static_cast<double>(*static_cast<const float *>(args[2])) + mixed.small +
      mixed.large + mixed.odd[2] + launch->block[0] + launch->block[1] + launch->block[2] + launch->sharedBytes +
      blockIdx[0];
}

NVCODEC_HOST_KERNEL(no_arguments, ) {
  static_cast<void>(args);
  static_cast<void>(launch);
  static_cast<void>(blockIdx);
}

// A variable of the module, and a kernel that counts in it.
extern "C" __attribute__((visibility("default"))) uint32_t module_counter;
uint32_t module_counter = 5;

NVCODEC_HOST_KERNEL(count_in_module, 4) {
  static_cast<void>(launch);
  static_cast<void>(blockIdx);
  module_counter += *static_cast<const uint32_t *>(args[0]);
}

// A function without the table of its parameters is no kernel.
extern "C" __attribute__((visibility("default"))) void no_table(void *const *, const NvcodecLaunch *,
                                                                const uint32_t *) {}

// The contract between the soft driver and libraries of host kernels. Such a library is a shared object that
// exports for each kernel NAME the function NAME, called once for each block of the grid to run all of its
// threads, and the table NAME_params by which a launch copies its arguments. Blocks run on several threads, in no
// order; there is neither shared memory nor a barrier between the threads of a block.
#pragma once

#include <stdint.h>

typedef struct NvcodecLaunch {
  uint32_t grid[3];
  uint32_t block[3];
  uint32_t sharedBytes;
} NvcodecLaunch;

// `args`: pointers to the argument values, as cuLaunchKernel takes them.
typedef void (*NvcodecKernel)(void *const *args, const NvcodecLaunch *launch, const uint32_t blockIdx[3]);

#ifdef __cplusplus
// Begins the definition of a kernel with arguments of the given sizes in bytes; its body follows in braces.
#define NVCODEC_HOST_KERNEL(name, ...)                                                                       \
  struct name##_table {                                                                                      \
    static constexpr uint32_t sizes[] = {0, __VA_ARGS__};                                                    \
    static constexpr uint32_t count = sizeof(sizes) / sizeof(uint32_t) - 1;                                  \
  };                                                                                                         \
  extern "C" __attribute__((visibility("default"))) const uint32_t name##_params[];                          \
  const uint32_t name##_params[] = {name##_table::count, __VA_ARGS__};                                       \
  extern "C" __attribute__((visibility("default"))) void name(void *const *args, const NvcodecLaunch *launch, \
                                                              const uint32_t blockIdx[3])
#endif

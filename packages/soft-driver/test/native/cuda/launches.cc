// Kernel launches: the grid, the arguments, the order, the limits.
#include "harness.h"

namespace {

struct Kernels : Opened {
  CUmodule module = nullptr;
  Kernels() { OK(cuModuleLoad(&module, kernelsPath().c_str())); }
  CUfunction get(const char *name) const {
    CUfunction function = nullptr;
    OK(cuModuleGetFunction(&function, module, name));
    return function;
  }
};

struct Mixed {
  uint8_t small;
  double large;
  uint16_t odd[3];
};

}  // namespace

TEST("launches", "run every block of the grid once") {
  Kernels kernels;
  constexpr uint32_t count = 7 * 5 * 3;
  CUdeviceptr numbers = allocate(count * 4);
  OK(cuMemsetD32_v2(numbers, 0, count));
  void *parameters[] = {&numbers};
  OK(cuLaunchKernel(kernels.get("number_blocks"), 7, 5, 3, 32, 4, 1, 0, nullptr, parameters, nullptr));
  std::vector<uint32_t> seen(count);
  OK(cuMemcpyDtoH_v2(seen.data(), numbers, count * 4));
  for (uint32_t i = 0; i < count; ++i) CHECK(seen[i] == i + 1);
}

TEST("launches", "copy their arguments, of any size, at the call") {
  Kernels kernels;
  const CUstream stream = createStream();
  const CUdeviceptr result = allocate(sizeof(double));
  CUdeviceptr sum = result;
  uint8_t byte = 200;
  float number = 0.5F;
  Mixed mixed{3, 1000.25, {0, 0, 40000}};
  void *parameters[] = {&sum, &byte, &number, &mixed};
  Gate gate(stream);
  OK(cuLaunchKernel(kernels.get("sum_arguments"), 1, 1, 1, 2, 3, 4, 5, stream, parameters, nullptr));
  sum = 0;
  byte = 0;
  number = 0;
  mixed = {};
  gate.open();
  OK(cuStreamSynchronize(stream));
  double value = 0;
  OK(cuMemcpyDtoH_v2(&value, result, sizeof(value)));
  CHECK(value == 200 + 0.5 + 3 + 1000.25 + 40000 + 2 + 3 + 4 + 5);
}

TEST("launches", "keep their place between copies on a stream") {
  Kernels kernels;
  const CUstream stream = createStream();
  constexpr uint32_t count = 100000;
  CUdeviceptr numbers = allocate(count * 4);
  void *host = nullptr;
  OK(cuMemAllocHost_v2(&host, count * 4));
  uint32_t length = count;
  void *parameters[] = {&numbers, &length};
  OK(cuMemsetD32Async(numbers, 5, count, stream));
  for (int i = 0; i < 10; ++i) {
    OK(cuLaunchKernel(kernels.get("add_one"), (count + 255) / 256, 1, 1, 256, 1, 1, 0, stream, parameters, nullptr));
  }
  OK(cuMemcpyDtoHAsync_v2(host, numbers, count * 4, stream));
  OK(cuStreamSynchronize(stream));
  for (uint32_t i = 0; i < count; ++i) CHECK(static_cast<uint32_t *>(host)[i] == 15);
}

TEST("launches", "on several streams share the threads") {
  Kernels kernels;
  constexpr uint32_t count = 4096, streams = 8;
  const CUfunction function = kernels.get("add_one");
  CUdeviceptr numbers[streams];
  uint32_t length = count;
  for (CUdeviceptr &pointer : numbers) {
    pointer = allocate(count * 4);
    OK(cuMemsetD32_v2(pointer, 0, count));
    const CUstream stream = createStream();
    void *parameters[] = {&pointer, &length};
    for (int i = 0; i < 20; ++i)
      OK(cuLaunchKernel(function, 64, 1, 1, 64, 1, 1, 0, stream, parameters, nullptr));
  }
  OK(cuCtxSynchronize());
  std::vector<uint32_t> seen(count);
  for (const CUdeviceptr pointer : numbers) {
    OK(cuMemcpyDtoH_v2(seen.data(), pointer, count * 4));
    for (const uint32_t value : seen) CHECK(value == 20);
  }
}

TEST("launches", "refuse what a device could not do") {
  Kernels kernels;
  const CUfunction function = kernels.get("number_blocks");
  CUdeviceptr numbers = allocate(4);
  void *parameters[] = {&numbers};
  void *hole[] = {nullptr};
  const auto launch = [&](unsigned gx, unsigned gy, unsigned bx, unsigned by, unsigned bz, unsigned shared) {
    return cuLaunchKernel(function, gx, gy, 1, bx, by, bz, shared, nullptr, parameters, nullptr);
  };
  EXPECT(launch(0, 1, 1, 1, 1, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(launch(1, 65536, 1, 1, 1, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(launch(1, 1, 1025, 1, 1, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(launch(1, 1, 32, 33, 1, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(launch(1, 1, 1, 1, 65, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(launch(1, 1, 1, 1, 1, 49153), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, nullptr, nullptr, nullptr), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, nullptr, hole, nullptr), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, nullptr, nullptr, parameters), CUDA_ERROR_NOT_SUPPORTED);
  EXPECT(cuLaunchKernel(nullptr, 1, 1, 1, 1, 1, 1, 0, nullptr, parameters, nullptr), CUDA_ERROR_INVALID_HANDLE);
}

TEST("launches", "stay in the context of their kernel") {
  Kernels kernels;
  const CUfunction function = kernels.get("no_arguments");
  const CUstream stream = createStream();
  CUcontext other = nullptr;
  OK(cuCtxCreate_v2(&other, 0, 0));
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, nullptr, nullptr, nullptr), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, stream, nullptr, nullptr), CUDA_ERROR_INVALID_HANDLE);
  OK(cuCtxDestroy_v2(other));
  OK(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, stream, nullptr, nullptr));
}

TEST("launches", "can be planned by attributes and occupancy") {
  Kernels kernels;
  const CUfunction function = kernels.get("add_one");
  int value = 0, grid = 0, block = 0;
  OK(cuFuncGetAttribute(&value, 0, function));
  CHECK(value == 1024);
  OK(cuFuncGetAttribute(&value, 6, function));
  CHECK(value == 52);
  EXPECT(cuFuncGetAttribute(&value, 1000, function), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuFuncGetAttribute(&value, 0, nullptr), CUDA_ERROR_INVALID_HANDLE);
  OK(cuFuncSetAttribute(function, 8, 1000));
  EXPECT(cuFuncSetAttribute(function, 0, 1000), CUDA_ERROR_INVALID_VALUE);
  OK(cuFuncSetCacheConfig(function, 2));
  OK(cuOccupancyMaxActiveBlocksPerMultiprocessor(&value, function, 256, 0));
  CHECK(value == 8);
  OK(cuOccupancyMaxActiveBlocksPerMultiprocessor(&value, function, 2048, 0));
  CHECK(value == 0);
  OK(cuOccupancyMaxPotentialBlockSize(&grid, &block, function, nullptr, 0, 256));
  CHECK(block == 256 && grid % 8 == 0 && grid > 0);
}

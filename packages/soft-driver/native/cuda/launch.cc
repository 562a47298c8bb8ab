// Kernel launches and what can be asked about kernels.
#include <cstring>
#include <limits>

#include "cuda/api.h"
#include "cuda/block_pool.h"
#include "cuda/device_attributes.h"

using namespace nvcodec::soft;

namespace {

// CUfunction_attribute.
enum FunctionAttribute : int {
  FunctionMaxThreadsPerBlock = 0,
  FunctionSharedBytes = 1,
  FunctionConstBytes = 2,
  FunctionLocalBytes = 3,
  FunctionRegisters = 4,
  FunctionPtxVersion = 5,
  FunctionBinaryVersion = 6,
  FunctionCacheModeCa = 7,
  FunctionMaxDynamicSharedBytes = 8,
  FunctionPreferredSharedCarveout = 9,
};

std::shared_ptr<Function> functionOf(CUfunction handle) {
  std::shared_ptr<Function> function = driver().functions.find(handle);
  require(function != nullptr, CUDA_ERROR_INVALID_HANDLE);
  return function;
}

// A launch's own copy of its arguments, since the caller's are gone when it runs.
class Arguments {
 public:
  Arguments(const std::vector<uint32_t> &sizes, void *const *values) {
    std::vector<size_t> offsets;
    size_t total = 0;
    for (const uint32_t size : sizes) {
      offsets.push_back(total);
      total += (size + alignof(std::max_align_t) - 1) / alignof(std::max_align_t);
    }
    storage_.resize(total);
    for (size_t i = 0; i < sizes.size(); ++i) {
      require(values[i] != nullptr, CUDA_ERROR_INVALID_VALUE);
      std::memcpy(&storage_[offsets[i]], values[i], sizes[i]);
      pointers_.push_back(&storage_[offsets[i]]);
    }
  }

  void *const *pointers() const { return pointers_.data(); }

 private:
  std::vector<std::max_align_t> storage_;
  std::vector<void *> pointers_;
};

void checkDimensions(const NvcodecLaunch &launch, int device) {
  uint64_t threads = 1;
  for (int i = 0; i < 3; ++i) {
    const auto maxGrid = static_cast<uint32_t>(deviceAttribute(MaxGridX + i, device));
    const auto maxBlock = static_cast<uint32_t>(deviceAttribute(MaxBlockX + i, device));
    require(launch.grid[i] >= 1 && launch.grid[i] <= maxGrid, CUDA_ERROR_INVALID_VALUE);
    require(launch.block[i] >= 1 && launch.block[i] <= maxBlock, CUDA_ERROR_INVALID_VALUE);
    threads *= launch.block[i];
  }
  require(threads <= static_cast<uint64_t>(deviceAttribute(MaxThreadsPerBlock, device)), CUDA_ERROR_INVALID_VALUE);
  require(launch.sharedBytes <= static_cast<uint32_t>(deviceAttribute(MaxSharedBytesPerBlock, device)),
          CUDA_ERROR_INVALID_VALUE);
}

void runBlocks(const Function &kernel, const NvcodecLaunch &launch, const Arguments &arguments) {
  const uint64_t x = launch.grid[0], y = launch.grid[1], z = launch.grid[2];
  blockPool().run(x * y * z, [&](uint64_t block) {
    const uint32_t index[3] = {static_cast<uint32_t>(block % x), static_cast<uint32_t>(block / x % y),
                               static_cast<uint32_t>(block / x / y)};
    kernel.entry(arguments.pointers(), &launch, index);
  });
}

}  // namespace

CUresult cuLaunchKernel(CUfunction function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX,
                        unsigned blockY, unsigned blockZ, unsigned sharedBytes, CUstream stream, void **parameters,
                        void **extra) {
  return inContext(__func__, [&](Context &context) {
    std::shared_ptr<Function> kernel = functionOf(function);
    const std::shared_ptr<Stream> on = streamOf(stream);
    require(kernel->context == context.handle && on->context == context.handle, CUDA_ERROR_INVALID_HANDLE);
    // A packed argument buffer cannot be taken apart: alignments are not part of a kernel's table.
    require(extra == nullptr, CUDA_ERROR_NOT_SUPPORTED);
    require(parameters != nullptr || kernel->parameterBytes.empty(), CUDA_ERROR_INVALID_VALUE);
    const NvcodecLaunch launch{{gridX, gridY, gridZ}, {blockX, blockY, blockZ}, sharedBytes};
    checkDimensions(launch, context.device);
    auto arguments = std::make_shared<Arguments>(kernel->parameterBytes, parameters);
    auto task = [kernel = std::move(kernel), launch, arguments] {
      driver().deferred.settleAll();
      runBlocks(*kernel, launch, *arguments);
    };
    on->submit(std::move(task), Where::Runner);
    return CUDA_SUCCESS;
  });
}

CUresult cuFuncGetAttribute(int *value, int attribute, CUfunction function) {
  return inContext(__func__, [&](Context &context) {
    require(value != nullptr && attribute >= FunctionMaxThreadsPerBlock && attribute <= FunctionPreferredSharedCarveout,
            CUDA_ERROR_INVALID_VALUE);
    functionOf(function);
    const int architecture = deviceAttribute(ComputeCapabilityMajor, context.device) * 10 +
                             deviceAttribute(ComputeCapabilityMinor, context.device);
    switch (attribute) {
      case FunctionMaxThreadsPerBlock: *value = deviceAttribute(MaxThreadsPerBlock, context.device); break;
      case FunctionPtxVersion:
      case FunctionBinaryVersion: *value = architecture; break;
      case FunctionMaxDynamicSharedBytes: *value = deviceAttribute(MaxSharedBytesPerBlock, context.device); break;
      case FunctionPreferredSharedCarveout: *value = -1; break;
      default: *value = 0;
    }
    return CUDA_SUCCESS;
  });
}

// The two attributes that can be set are hints about shared memory, which host kernels have not.
CUresult cuFuncSetAttribute(CUfunction function, int attribute, int) {
  return inContext(__func__, [&](Context &) {
    functionOf(function);
    require(attribute == FunctionMaxDynamicSharedBytes || attribute == FunctionPreferredSharedCarveout,
            CUDA_ERROR_INVALID_VALUE);
    return CUDA_SUCCESS;
  });
}

// A hint about caches, which host kernels have not.
CUresult cuFuncSetCacheConfig(CUfunction function, int config) {
  return inContext(__func__, [&](Context &) {
    constexpr int last_config = 3;
    functionOf(function);
    require(config >= 0 && config <= last_config, CUDA_ERROR_INVALID_VALUE);
    return CUDA_SUCCESS;
  });
}

CUresult cuFuncGetModule(CUmodule *module, CUfunction function) {
  return inContext(__func__, [&](Context &) {
    require(module != nullptr, CUDA_ERROR_INVALID_VALUE);
    *module = functionOf(function)->module;
    return CUDA_SUCCESS;
  });
}

CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, CUfunction function, int blockSize,
                                                     size_t sharedBytes) {
  return inContext(__func__, [&](Context &context) {
    require(blocks != nullptr && blockSize > 0, CUDA_ERROR_INVALID_VALUE);
    functionOf(function);
    const bool fits = blockSize <= deviceAttribute(MaxThreadsPerBlock, context.device) &&
                      sharedBytes <= static_cast<size_t>(deviceAttribute(MaxSharedBytesPerBlock, context.device));
    const int byThreads = deviceAttribute(MaxThreadsPerMultiprocessor, context.device) / blockSize;
    *blocks = fits ? std::min(byThreads, deviceAttribute(MaxBlocksPerMultiprocessor, context.device)) : 0;
    return CUDA_SUCCESS;
  });
}

CUresult cuOccupancyMaxPotentialBlockSize(int *minGridSize, int *blockSize, CUfunction function, CUoccupancyB2DSize,
                                          size_t, int blockSizeLimit) {
  return inContext(__func__, [&](Context &context) {
    require(minGridSize != nullptr && blockSize != nullptr && blockSizeLimit >= 0, CUDA_ERROR_INVALID_VALUE);
    functionOf(function);
    const int largest = deviceAttribute(MaxThreadsPerBlock, context.device);
    *blockSize = blockSizeLimit == 0 ? largest : std::min(largest, blockSizeLimit);
    const int blocks = std::min(deviceAttribute(MaxThreadsPerMultiprocessor, context.device) / *blockSize,
                                deviceAttribute(MaxBlocksPerMultiprocessor, context.device));
    *minGridSize = blocks * deviceAttribute(MultiprocessorCount, context.device);
    return CUDA_SUCCESS;
  });
}

// Allocation and release of device memory, which is host memory counted against the device's size.
#pragma once

#include "cuda/allocations.h"
#include "cuda/context.h"

namespace nvcodec::soft {

// Failure CUDA_ERROR_OUT_OF_MEMORY where the device, or the machine, has not that much left.
CUdeviceptr allocateDeviceMemory(const Context &context, size_t bytes, CUmemoryPool pool = nullptr,
                                 bool managed = false);

// Gives back what an entry taken out of the table stands for.
void releaseMemory(const Allocation &allocation);

// Waits for the work of all contexts of a device, as freeing memory does.
void synchronizeDevice(int device);

}  // namespace nvcodec::soft

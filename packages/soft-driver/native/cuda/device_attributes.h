// The attributes of the software devices, by NVIDIA's CUdevice_attribute numbers.
#pragma once

#include "cuda/cuda_types.h"

namespace nvcodec::soft {

// Those used inside; the whole table is in the source.
enum DeviceAttribute : int {
  MaxThreadsPerBlock = 1,
  MaxBlockX = 2,
  MaxBlockY = 3,
  MaxBlockZ = 4,
  MaxGridX = 5,
  MaxGridY = 6,
  MaxGridZ = 7,
  MaxSharedBytesPerBlock = 8,
  MultiprocessorCount = 16,
  PciBusId = 33,
  PciDeviceId = 34,
  MaxThreadsPerMultiprocessor = 39,
  PciDomainId = 50,
  ComputeCapabilityMajor = 75,
  ComputeCapabilityMinor = 76,
  MaxBlocksPerMultiprocessor = 106,
};

// Failure CUDA_ERROR_INVALID_VALUE for a number that is no attribute; 0 for what the device has not.
int deviceAttribute(int attribute, CUdevice device);

}  // namespace nvcodec::soft

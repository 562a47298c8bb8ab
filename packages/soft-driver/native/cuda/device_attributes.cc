// The attributes of the software devices: those of a plain device of compute capability 5.2, the architecture
// that the project's kernels are written for, with one multiprocessor for each hardware thread.
#include "cuda/device_attributes.h"

#include <algorithm>
#include <thread>
#include <unordered_map>

#include "cuda/failure.h"

namespace nvcodec::soft {

namespace {

// The last number of CUdevice_attribute in CUDA 12.
constexpr int last_attribute = 135;

// No machine's PCI buses reach this domain, so no id is taken for a real card's.
constexpr int pci_domain = 0xffff;

const std::unordered_map<int, int> &fixedAttributes() {
  static const auto *const table = new std::unordered_map<int, int>{
      {MaxThreadsPerBlock, 1024},
      {MaxBlockX, 1024},
      {MaxBlockY, 1024},
      {MaxBlockZ, 64},
      {MaxGridX, 2147483647},
      {MaxGridY, 65535},
      {MaxGridZ, 65535},
      {MaxSharedBytesPerBlock, 49152},
      {9, 65536},        // total constant memory
      {10, 32},          // warp size
      {11, 2147483647},  // maximum pitch
      {12, 65536},       // registers per block
      {13, 1000000},     // clock rate in kHz
      {14, 512},         // texture alignment
      {15, 1},           // copies and kernels overlap
      {19, 1},           // host memory can be mapped
      {30, 512},         // surface alignment
      {31, 1},           // concurrent kernels
      {MaxThreadsPerMultiprocessor, 2048},
      {40, 2},   // asynchronous engines
      {41, 1},   // unified addressing
      {51, 32},  // texture pitch alignment
      {PciDomainId, pci_domain},
      {ComputeCapabilityMajor, 5},
      {ComputeCapabilityMinor, 2},
      {78, 1},      // stream priorities
      {81, 98304},  // shared memory per multiprocessor
      {82, 65536},  // registers per multiprocessor
      {83, 1},      // managed memory
      {91, 1},      // registered host memory is used by its host pointer
      {97, 49152},  // opt-in shared memory per block
      {MaxBlocksPerMultiprocessor, 32},
      {115, 1},  // memory pools
  };
  return *table;
}

}  // namespace

int deviceAttribute(int attribute, CUdevice device) {
  require(attribute >= 1 && attribute <= last_attribute, CUDA_ERROR_INVALID_VALUE);
  if (attribute == PciDeviceId) return device;
  if (attribute == MultiprocessorCount) return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  const auto found = fixedAttributes().find(attribute);
  return found == fixedAttributes().end() ? 0 : found->second;
}

}  // namespace nvcodec::soft

// What is known about a pointer.
#include "cuda/api.h"

using namespace nvcodec::soft;

namespace {

// CUpointer_attribute.
enum PointerAttribute : int {
  PointerContext = 1,
  PointerMemoryType = 2,
  PointerDevicePointer = 3,
  PointerHostPointer = 4,
  PointerSyncMemops = 6,
  PointerBufferId = 7,
  PointerIsManaged = 8,
  PointerDeviceOrdinal = 9,
  PointerIsLegacyIpcCapable = 10,
  PointerRangeStart = 11,
  PointerRangeSize = 12,
  PointerMapped = 13,
  PointerAllowedHandleTypes = 14,
  PointerIsGpuDirectCapable = 15,
  PointerAccessFlags = 16,
  PointerMemoryPool = 17,
};

// CU_POINTER_ATTRIBUTE_ACCESS_FLAG_READWRITE.
constexpr unsigned read_write = 3;

template <class T>
void put(void *to, T value) {
  *static_cast<T *>(to) = value;
}

CUresult get(void *to, int attribute, CUdeviceptr pointer, const Allocation &allocation) {
  switch (attribute) {
    case PointerContext: put(to, allocation.context); break;
    case PointerMemoryType: put<unsigned>(to, allocation.host() ? CU_MEMORYTYPE_HOST : CU_MEMORYTYPE_DEVICE); break;
    case PointerDevicePointer: put(to, pointer); break;
    case PointerHostPointer:
      if (!allocation.host() && !allocation.managed) return CUDA_ERROR_INVALID_VALUE;
      put(to, reinterpret_cast<void *>(pointer));
      break;
    case PointerBufferId: put<unsigned long long>(to, allocation.id); break;
    case PointerSyncMemops:
    case PointerIsLegacyIpcCapable:
    case PointerIsGpuDirectCapable: put<unsigned>(to, 0); break;
    case PointerIsManaged: put<unsigned>(to, allocation.managed ? 1 : 0); break;
    case PointerDeviceOrdinal: put<int>(to, allocation.device); break;
    case PointerRangeStart: put<CUdeviceptr>(to, allocation.base); break;
    case PointerRangeSize: put<size_t>(to, allocation.bytes); break;
    case PointerMapped: put<unsigned>(to, 1); break;
    case PointerAllowedHandleTypes: put<unsigned long long>(to, 0); break;
    case PointerAccessFlags: put<unsigned>(to, read_write); break;
    case PointerMemoryPool: put(to, allocation.pool); break;
    default: return CUDA_ERROR_INVALID_VALUE;
  }
  return CUDA_SUCCESS;
}

// What the plural function says of a pointer that is not known: zeros, and -2 for the device.
void putUnknown(void *to, int attribute) {
  constexpr int no_device = -2;
  switch (attribute) {
    case PointerContext:
    case PointerDevicePointer:
    case PointerHostPointer:
    case PointerBufferId:
    case PointerRangeStart:
    case PointerRangeSize:
    case PointerAllowedHandleTypes:
    case PointerMemoryPool: put<uint64_t>(to, 0); break;
    case PointerDeviceOrdinal: put<int>(to, no_device); break;
    default: put<unsigned>(to, 0);
  }
}

}  // namespace

CUresult cuPointerGetAttribute(void *value, int attribute, CUdeviceptr pointer) {
  return inContext(__func__, [&](Context &) {
    require(value != nullptr, CUDA_ERROR_INVALID_VALUE);
    const auto allocation = driver().allocations.find(pointer);
    require(allocation.has_value(), CUDA_ERROR_INVALID_VALUE);
    return get(value, attribute, pointer, *allocation);
  });
}

CUresult cuPointerGetAttributes(unsigned count, int *attributes, void **values, CUdeviceptr pointer) {
  return inContext(__func__, [&](Context &) {
    require(count > 0 && attributes != nullptr && values != nullptr, CUDA_ERROR_INVALID_VALUE);
    const auto allocation = driver().allocations.find(pointer);
    for (unsigned i = 0; i < count; ++i) {
      const bool known = attributes[i] >= PointerContext && attributes[i] <= PointerMemoryPool && attributes[i] != 5;
      require(known && values[i] != nullptr, CUDA_ERROR_INVALID_VALUE);
      if (!allocation || get(values[i], attributes[i], pointer, *allocation) != CUDA_SUCCESS)
        putUnknown(values[i], attributes[i]);
    }
    return CUDA_SUCCESS;
  });
}

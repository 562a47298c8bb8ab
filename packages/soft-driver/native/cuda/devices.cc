// Initialisation and the devices: as many software devices as NVCODEC_SOFT_DEVICES says.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <thread>

#include "cuda/api.h"
#include "cuda/device_attributes.h"

namespace nvcodec::soft {

namespace {

// CUDA 12.0: what this library implements of the API existed then.
constexpr int driver_version = 12000;
constexpr char device_name[] = "nvcodec soft driver";
constexpr size_t default_memory_bytes = size_t{8} << 30;

CUresult uuidOf(CUuuid *uuid, CUdevice device) {
  require(uuid != nullptr, CUDA_ERROR_INVALID_VALUE);
  deviceAt(device);
  std::memcpy(uuid->bytes, "nvcodec-soft\0\0\0", 15);
  uuid->bytes[15] = static_cast<char>(device);
  return CUDA_SUCCESS;
}

}  // namespace

Driver &driver() {
  static Driver *const instance = new Driver;
  return *instance;
}

int deviceCount() {
  return static_cast<int>(std::min<uint64_t>(numericSetting("NVCODEC_SOFT_DEVICES", 1), max_devices));
}

size_t deviceMemoryBytes() { return numericSetting("NVCODEC_SOFT_MEMORY", default_memory_bytes); }

Device &deviceAt(CUdevice ordinal) {
  require(ordinal >= 0 && ordinal < deviceCount(), CUDA_ERROR_INVALID_DEVICE);
  return driver().devices[static_cast<size_t>(ordinal)];
}

}  // namespace nvcodec::soft

using namespace nvcodec::soft;

CUresult cuInit(unsigned flags) {
  return guarded(__func__, [&] {
    require(flags == 0, CUDA_ERROR_INVALID_VALUE);
    require(deviceCount() > 0, CUDA_ERROR_NO_DEVICE);
    driver().initialised.store(true, std::memory_order_release);
    return CUDA_SUCCESS;
  });
}

CUresult cuDriverGetVersion(int *version) {
  return guarded(__func__, [&] {
    require(version != nullptr, CUDA_ERROR_INVALID_VALUE);
    *version = driver_version;
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceGetCount(int *count) {
  return initialised(__func__, [&] {
    require(count != nullptr, CUDA_ERROR_INVALID_VALUE);
    *count = deviceCount();
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceGet(CUdevice *device, int ordinal) {
  return initialised(__func__, [&] {
    require(device != nullptr, CUDA_ERROR_INVALID_VALUE);
    deviceAt(ordinal);
    *device = ordinal;
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceGetName(char *name, int capacity, CUdevice device) {
  return initialised(__func__, [&] {
    require(name != nullptr && capacity > 0, CUDA_ERROR_INVALID_VALUE);
    deviceAt(device);
    std::snprintf(name, static_cast<size_t>(capacity), "%s", device_name);
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceGetUuid(CUuuid *uuid, CUdevice device) {
  return initialised(__func__, [&] { return uuidOf(uuid, device); });
}

CUresult cuDeviceGetUuid_v2(CUuuid *uuid, CUdevice device) {
  return initialised(__func__, [&] { return uuidOf(uuid, device); });
}

CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice device) {
  return initialised(__func__, [&] {
    require(bytes != nullptr, CUDA_ERROR_INVALID_VALUE);
    deviceAt(device);
    *bytes = deviceMemoryBytes();
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceGetAttribute(int *value, int attribute, CUdevice device) {
  return initialised(__func__, [&] {
    require(value != nullptr, CUDA_ERROR_INVALID_VALUE);
    deviceAt(device);
    *value = deviceAttribute(attribute, device);
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceComputeCapability(int *major, int *minor, CUdevice device) {
  return initialised(__func__, [&] {
    require(major != nullptr && minor != nullptr, CUDA_ERROR_INVALID_VALUE);
    deviceAt(device);
    *major = deviceAttribute(ComputeCapabilityMajor, device);
    *minor = deviceAttribute(ComputeCapabilityMinor, device);
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceGetPCIBusId(char *text, int capacity, CUdevice device) {
  return initialised(__func__, [&] {
    require(text != nullptr && capacity > 0, CUDA_ERROR_INVALID_VALUE);
    deviceAt(device);
    std::snprintf(text, static_cast<size_t>(capacity), "%04X:%02X:%02X.0", deviceAttribute(PciDomainId, device),
                  deviceAttribute(PciBusId, device), deviceAttribute(PciDeviceId, device));
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceGetByPCIBusId(CUdevice *device, const char *text) {
  return initialised(__func__, [&] {
    require(device != nullptr && text != nullptr, CUDA_ERROR_INVALID_VALUE);
    unsigned domain = 0, bus = 0, slot = 0;
    require(std::sscanf(text, "%x:%x:%x", &domain, &bus, &slot) == 3, CUDA_ERROR_INVALID_VALUE);
    const auto ordinal = static_cast<CUdevice>(slot);
    deviceAt(ordinal);
    require(domain == static_cast<unsigned>(deviceAttribute(PciDomainId, ordinal)) &&
                bus == static_cast<unsigned>(deviceAttribute(PciBusId, ordinal)),
            CUDA_ERROR_INVALID_DEVICE);
    *device = ordinal;
    return CUDA_SUCCESS;
  });
}

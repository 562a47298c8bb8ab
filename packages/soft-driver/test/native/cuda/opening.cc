// Initialisation, version, error texts, devices.
#include <cstring>
#include <set>

#include "harness.h"

TEST("opening", "refuses everything but the version before cuInit") {
  int number = 0;
  CUdevice device = 0;
  CUcontext context = nullptr;
  CUdeviceptr pointer = 0;
  OK(cuDriverGetVersion(&number));
  CHECK(number == 12000);
  EXPECT(cuDeviceGetCount(&number), CUDA_ERROR_NOT_INITIALIZED);
  EXPECT(cuDeviceGet(&device, 0), CUDA_ERROR_NOT_INITIALIZED);
  EXPECT(cuDevicePrimaryCtxRetain(&context, 0), CUDA_ERROR_NOT_INITIALIZED);
  EXPECT(cuCtxGetCurrent(&context), CUDA_ERROR_NOT_INITIALIZED);
  EXPECT(cuMemAlloc_v2(&pointer, 16), CUDA_ERROR_NOT_INITIALIZED);
  EXPECT(cuStreamSynchronize(nullptr), CUDA_ERROR_NOT_INITIALIZED);
  OK(cuInit(0));
  OK(cuInit(0));
  OK(cuDeviceGetCount(&number));
  CHECK(number == 1);
}

TEST("opening", "takes no flags") { EXPECT(cuInit(1), CUDA_ERROR_INVALID_VALUE); }

TEST("opening", "finds no device where none is configured") {
  configure("NVCODEC_SOFT_DEVICES", "0");
  EXPECT(cuInit(0), CUDA_ERROR_NO_DEVICE);
  configure("NVCODEC_SOFT_DEVICES", "2");
  OK(cuInit(0));
}

TEST("opening", "names and explains error codes, and refuses unknown ones") {
  const char *text = nullptr;
  OK(cuGetErrorName(CUDA_ERROR_OUT_OF_MEMORY, &text));
  CHECK(std::strcmp(text, "CUDA_ERROR_OUT_OF_MEMORY") == 0);
  OK(cuGetErrorString(CUDA_ERROR_ILLEGAL_ADDRESS, &text));
  CHECK(std::strlen(text) > 0);
  EXPECT(cuGetErrorName(static_cast<CUresult>(12345), &text), CUDA_ERROR_INVALID_VALUE);
  CHECK(text == nullptr);
  EXPECT(cuGetErrorString(CUDA_SUCCESS, nullptr), CUDA_ERROR_INVALID_VALUE);
}

TEST("opening", "has as many devices as configured, each with its own identity") {
  configure("NVCODEC_SOFT_DEVICES", "3");
  OK(cuInit(0));
  int count = 0;
  OK(cuDeviceGetCount(&count));
  CHECK(count == 3);
  std::set<std::string> uuids, buses;
  for (int ordinal = 0; ordinal < count; ++ordinal) {
    CUdevice device = -1, found = -1;
    CUuuid uuid, again;
    char name[64], bus[16];
    OK(cuDeviceGet(&device, ordinal));
    OK(cuDeviceGetName(name, sizeof(name), device));
    CHECK(std::strcmp(name, "nvcodec soft driver") == 0);
    OK(cuDeviceGetUuid(&uuid, device));
    OK(cuDeviceGetUuid_v2(&again, device));
    CHECK(std::memcmp(&uuid, &again, sizeof(uuid)) == 0);
    OK(cuDeviceGetPCIBusId(bus, sizeof(bus), device));
    OK(cuDeviceGetByPCIBusId(&found, bus));
    CHECK(found == device);
    uuids.insert(std::string(uuid.bytes, sizeof(uuid.bytes)));
    buses.insert(bus);
  }
  CHECK(uuids.size() == 3 && buses.size() == 3);
  CUdevice device;
  EXPECT(cuDeviceGet(&device, 3), CUDA_ERROR_INVALID_DEVICE);
  EXPECT(cuDeviceGet(&device, -1), CUDA_ERROR_INVALID_DEVICE);
  EXPECT(cuDeviceGetByPCIBusId(&device, "0000:01:00.0"), CUDA_ERROR_INVALID_DEVICE);
  EXPECT(cuDeviceGetByPCIBusId(&device, "nonsense"), CUDA_ERROR_INVALID_VALUE);
}

TEST("opening", "cuts a device's name to the space there is") {
  OK(cuInit(0));
  char name[8];
  OK(cuDeviceGetName(name, sizeof(name), 0));
  CHECK(std::strcmp(name, "nvcodec") == 0);
}

TEST("opening", "answers attributes by number and refuses those that do not exist") {
  OK(cuInit(0));
  int major = 0, minor = 0, value = -1;
  OK(cuDeviceGetAttribute(&major, 75, 0));
  OK(cuDeviceGetAttribute(&minor, 76, 0));
  CHECK(major == 5 && minor == 2);
  OK(cuDeviceComputeCapability(&value, &minor, 0));
  CHECK(value == major);
  OK(cuDeviceGetAttribute(&value, 10, 0));
  CHECK(value == 32);
  OK(cuDeviceGetAttribute(&value, 17, 0));
  CHECK(value == 0);
  EXPECT(cuDeviceGetAttribute(&value, 0, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuDeviceGetAttribute(&value, 4000, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuDeviceGetAttribute(&value, 10, 1), CUDA_ERROR_INVALID_DEVICE);
}

TEST("opening", "tells the configured size of device memory") {
  configure("NVCODEC_SOFT_MEMORY", "123456789");
  OK(cuInit(0));
  size_t bytes = 0;
  OK(cuDeviceTotalMem_v2(&bytes, 0));
  CHECK(bytes == 123456789);
  configure("NVCODEC_SOFT_MEMORY", "");
  OK(cuDeviceTotalMem_v2(&bytes, 0));
  CHECK(bytes == size_t{8} << 30);
}

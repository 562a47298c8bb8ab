// Faults injected through the environment.
#include "harness.h"

TEST("faults", "fail the numbered calls of the named functions") {
  configure("NVCODEC_SOFT_FAULTS", "cuMemAlloc_v2:3=2,cuMemAlloc_v2:5=700,cuStreamCreate:1=999,picture:7=damaged");
  Opened opened;
  CUdeviceptr pointer = 0;
  CUstream stream = nullptr;
  allocate(1);
  allocate(1);
  EXPECT(cuMemAlloc_v2(&pointer, 1), CUDA_ERROR_OUT_OF_MEMORY);
  allocate(1);
  EXPECT(cuMemAlloc_v2(&pointer, 1), CUDA_ERROR_ILLEGAL_ADDRESS);
  allocate(1);
  EXPECT(cuStreamCreate(&stream, 0), CUDA_ERROR_UNKNOWN);
  OK(cuStreamCreate(&stream, 0));
  CHECK(nvcodecSoftPictureDamaged(7) == 1 && nvcodecSoftPictureDamaged(6) == 0);
}

TEST("faults", "come before any other check") {
  configure("NVCODEC_SOFT_FAULTS", "cuInit:1=100,cuCtxSynchronize:1=46");
  EXPECT(cuInit(0), CUDA_ERROR_NO_DEVICE);
  EXPECT(cuCtxSynchronize(), CUDA_ERROR_DEVICE_UNAVAILABLE);
  OK(cuInit(0));
}

TEST("faults", "are counted anew after a reset") {
  configure("NVCODEC_SOFT_FAULTS", "cuDeviceGetCount:2=999");
  OK(cuInit(0));
  int count = 0;
  OK(cuDeviceGetCount(&count));
  nvcodecSoftReset();
  OK(cuDeviceGetCount(&count));
  EXPECT(cuDeviceGetCount(&count), CUDA_ERROR_UNKNOWN);
  configure("NVCODEC_SOFT_FAULTS", "");
  OK(cuDeviceGetCount(&count));
  OK(cuDeviceGetCount(&count));
}

TEST("faults", "that cannot be read are passed over") {
  configure("NVCODEC_SOFT_FAULTS", "nonsense,cuInit,cuInit:x=3,cuInit:0=3,cuInit:1=,picture:1=odd,cuDeviceGetCount:1=3");
  OK(cuInit(0));
  int count = 0;
  EXPECT(cuDeviceGetCount(&count), CUDA_ERROR_NOT_INITIALIZED);
}

// Access between devices and between processes.
#include "harness.h"

namespace {

struct TwoDevices {
  CUcontext first = nullptr, second = nullptr;
  TwoDevices() {
    configure("NVCODEC_SOFT_DEVICES", "2");
    OK(cuInit(0));
    OK(cuDevicePrimaryCtxRetain(&first, 0));
    OK(cuDevicePrimaryCtxRetain(&second, 1));
    OK(cuCtxSetCurrent(first));
  }
};

}  // namespace

TEST("peers", "are the other devices") {
  TwoDevices devices;
  int can = -1;
  OK(cuDeviceCanAccessPeer(&can, 0, 1));
  CHECK(can == 1);
  OK(cuDeviceCanAccessPeer(&can, 1, 1));
  CHECK(can == 0);
  EXPECT(cuDeviceCanAccessPeer(&can, 0, 2), CUDA_ERROR_INVALID_DEVICE);
  OK(cuDeviceGetP2PAttribute(&can, 2, 0, 1));
  CHECK(can == 1);
}

TEST("peers", "are reached once asked for") {
  TwoDevices devices;
  EXPECT(cuCtxDisablePeerAccess(devices.second), CUDA_ERROR_PEER_ACCESS_NOT_ENABLED);
  OK(cuCtxEnablePeerAccess(devices.second, 0));
  EXPECT(cuCtxEnablePeerAccess(devices.second, 0), CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED);
  EXPECT(cuCtxEnablePeerAccess(devices.first, 0), CUDA_ERROR_INVALID_DEVICE);
  EXPECT(cuCtxEnablePeerAccess(devices.second, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuCtxEnablePeerAccess(nullptr, 0), CUDA_ERROR_INVALID_CONTEXT);
  OK(cuCtxDisablePeerAccess(devices.second));
}

TEST("peers", "copy to each other") {
  TwoDevices devices;
  const CUdeviceptr here = allocate(100);
  OK(cuMemsetD8_v2(here, 42, 100));
  OK(cuCtxPushCurrent_v2(devices.second));
  const CUdeviceptr there = allocate(100);
  OK(cuMemcpyPeer(there, devices.second, here, devices.first, 100));
  unsigned char value = 0;
  OK(cuMemcpyDtoH_v2(&value, there + 99, 1));
  CHECK(value == 42);
  const CUstream stream = createStream();
  OK(cuMemcpyPeerAsync(here, devices.first, there, devices.second, 100, stream));
  OK(cuStreamSynchronize(stream));
  EXPECT(cuMemcpyPeer(there, nullptr, here, devices.first, 100), CUDA_ERROR_INVALID_CONTEXT);
  EXPECT(cuMemcpyPeer(there, devices.second, here, devices.first, 101), CUDA_ERROR_INVALID_VALUE);
}

TEST("peers", "in other processes share nothing") {
  Opened opened;
  CUipcMemHandle handle{};
  CUdeviceptr pointer = allocate(100);
  EXPECT(cuIpcGetMemHandle(&handle, pointer), CUDA_ERROR_NOT_SUPPORTED);
  EXPECT(cuIpcGetMemHandle(&handle, 64), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuIpcOpenMemHandle_v2(&pointer, handle, 1), CUDA_ERROR_NOT_SUPPORTED);
}

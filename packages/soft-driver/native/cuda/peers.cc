// Access between devices. All device memory is the host's, so any device reaches any other; what is kept is
// only who asked for it, so that asking twice or taking back what was not asked is an error as it would be.
#include "cuda/api.h"

using namespace nvcodec::soft;

namespace {

// CUdevice_P2PAttribute.
enum PeerAttribute : int { PerformanceRank = 1, AccessSupported = 2, NativeAtomics = 3, ArrayAccess = 4 };

}  // namespace

CUresult cuDeviceCanAccessPeer(int *can, CUdevice device, CUdevice peer) {
  return initialised(__func__, [&] {
    require(can != nullptr, CUDA_ERROR_INVALID_VALUE);
    deviceAt(device);
    deviceAt(peer);
    *can = device == peer ? 0 : 1;
    return CUDA_SUCCESS;
  });
}

CUresult cuDeviceGetP2PAttribute(int *value, int attribute, CUdevice from, CUdevice to) {
  return initialised(__func__, [&] {
    require(value != nullptr && attribute >= PerformanceRank && attribute <= ArrayAccess, CUDA_ERROR_INVALID_VALUE);
    deviceAt(from);
    deviceAt(to);
    require(from != to, CUDA_ERROR_INVALID_DEVICE);
    *value = attribute == AccessSupported || attribute == NativeAtomics ? 1 : 0;
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxEnablePeerAccess(CUcontext peer, unsigned flags) {
  return inContext(__func__, [&](Context &current) {
    require(flags == 0, CUDA_ERROR_INVALID_VALUE);
    require(contextOf(peer)->device != current.device, CUDA_ERROR_INVALID_DEVICE);
    const std::lock_guard lock(current.mutex);
    require(current.peers.insert(peer).second, CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED);
    return CUDA_SUCCESS;
  });
}

CUresult cuCtxDisablePeerAccess(CUcontext peer) {
  return inContext(__func__, [&](Context &current) {
    contextOf(peer);
    const std::lock_guard lock(current.mutex);
    require(current.peers.erase(peer) == 1, CUDA_ERROR_PEER_ACCESS_NOT_ENABLED);
    return CUDA_SUCCESS;
  });
}

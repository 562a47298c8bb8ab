// One-dimensional copies. The synchronous ones are work of the legacy default stream and return when done; the
// asynchronous ones are queued, except that those of pageable host memory are done when the call returns.
#include <cstring>

#include "cuda/api.h"
#include "cuda/ranges.h"

using namespace nvcodec::soft;

namespace {

enum class Wait { Always, ForPageable };

CUresult copy(CUstream stream, Range to, Range from, size_t bytes, Wait wait) {
  const std::shared_ptr<Stream> on = streamOf(stream);
  auto task = [=] {
    driver().deferred.settle(from.address, bytes);
    driver().deferred.settle(to.address, bytes);
    std::memmove(to.address, from.address, bytes);
  };
  if (wait == Wait::Always || to.pageable || from.pageable) {
    on->submitAndWait(task);
  } else {
    on->submit(task, placeFor(bytes));
  }
  return CUDA_SUCCESS;
}

// An empty copy is checked for its stream only; its pointers may be anything.
template <class Ranges>
CUresult copyOf(const char *function, CUstream stream, size_t bytes, Wait wait, Ranges ranges) {
  return inContext(function, [&](Context &) {
    if (bytes == 0) {
      streamOf(stream);
      return CUDA_SUCCESS;
    }
    const auto [to, from] = ranges();
    return copy(stream, to, from, bytes, wait);
  });
}

CUresult unified(const char *function, CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream, Wait wait) {
  return copyOf(function, stream, bytes, wait,
                [&] { return std::pair(anyRange(to, bytes), anyRange(from, bytes)); });
}

CUresult toDevice(const char *function, CUdeviceptr to, const void *from, size_t bytes, CUstream stream, Wait wait) {
  return copyOf(function, stream, bytes, wait,
                [&] { return std::pair(knownRange(to, bytes), hostRange(from, bytes)); });
}

CUresult toHost(const char *function, void *to, CUdeviceptr from, size_t bytes, CUstream stream, Wait wait) {
  return copyOf(function, stream, bytes, wait,
                [&] { return std::pair(hostRange(to, bytes), knownRange(from, bytes)); });
}

CUresult onDevice(const char *function, CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream, Wait wait) {
  return copyOf(function, stream, bytes, wait,
                [&] { return std::pair(knownRange(to, bytes), knownRange(from, bytes)); });
}

CUresult betweenContexts(const char *function, CUdeviceptr to, CUcontext toContext, CUdeviceptr from,
                         CUcontext fromContext, size_t bytes, CUstream stream, Wait wait) {
  return copyOf(function, stream, bytes, wait, [&] {
    contextOf(toContext);
    contextOf(fromContext);
    return std::pair(knownRange(to, bytes), knownRange(from, bytes));
  });
}

}  // namespace

CUresult cuMemcpy(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
  return unified(__func__, to, from, bytes, nullptr, Wait::Always);
}

CUresult cuMemcpyAsync(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream) {
  return unified(__func__, to, from, bytes, stream, Wait::ForPageable);
}

CUresult cuMemcpyHtoD_v2(CUdeviceptr to, const void *from, size_t bytes) {
  return toDevice(__func__, to, from, bytes, nullptr, Wait::Always);
}

CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void *from, size_t bytes, CUstream stream) {
  return toDevice(__func__, to, from, bytes, stream, Wait::ForPageable);
}

CUresult cuMemcpyDtoH_v2(void *to, CUdeviceptr from, size_t bytes) {
  return toHost(__func__, to, from, bytes, nullptr, Wait::Always);
}

CUresult cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t bytes, CUstream stream) {
  return toHost(__func__, to, from, bytes, stream, Wait::ForPageable);
}

CUresult cuMemcpyDtoD_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
  return onDevice(__func__, to, from, bytes, nullptr, Wait::Always);
}

CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream) {
  return onDevice(__func__, to, from, bytes, stream, Wait::ForPageable);
}

CUresult cuMemcpyPeer(CUdeviceptr to, CUcontext toContext, CUdeviceptr from, CUcontext fromContext, size_t bytes) {
  return betweenContexts(__func__, to, toContext, from, fromContext, bytes, nullptr, Wait::Always);
}

CUresult cuMemcpyPeerAsync(CUdeviceptr to, CUcontext toContext, CUdeviceptr from, CUcontext fromContext, size_t bytes,
                           CUstream stream) {
  return betweenContexts(__func__, to, toContext, from, fromContext, bytes, stream, Wait::ForPageable);
}

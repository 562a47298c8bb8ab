// Two-dimensional copies between pitched planes, in host or device memory.
#include <cstring>

#include "cuda/api.h"
#include "cuda/ranges.h"
#include "common/stream_row.h"

using namespace nvcodec::soft;

namespace {

// One side of a copy: where its first row begins.
struct Side {
  unsigned char *first;
  size_t pitch;
  bool pageable;

  size_t bytes(size_t widthBytes, size_t height) const { return (height - 1) * pitch + widthBytes; }
};

Side side(CUmemorytype type, const void *host, CUdeviceptr device, size_t pitch, size_t xBytes, size_t y,
          size_t widthBytes, size_t height) {
  require(type != CU_MEMORYTYPE_ARRAY, CUDA_ERROR_NOT_SUPPORTED);
  require(type == CU_MEMORYTYPE_HOST || type == CU_MEMORYTYPE_DEVICE || type == CU_MEMORYTYPE_UNIFIED,
          CUDA_ERROR_INVALID_VALUE);
  // A single row needs no pitch; zero means tightly packed.
  if (pitch == 0) pitch = xBytes + widthBytes;
  require(height <= 1 || pitch >= xBytes + widthBytes, CUDA_ERROR_INVALID_VALUE);
  require(pitch <= SIZE_MAX / 4 / (y + height), CUDA_ERROR_INVALID_VALUE);
  const size_t offset = y * pitch + xBytes;
  const size_t span = (height - 1) * pitch + widthBytes;
  const CUdeviceptr base = type == CU_MEMORYTYPE_HOST ? reinterpret_cast<uintptr_t>(host) : device;
  require(base != 0, CUDA_ERROR_INVALID_VALUE);
  const Range range = type == CU_MEMORYTYPE_DEVICE ? knownRange(base + offset, span) : anyRange(base + offset, span);
  return {range.address, pitch, range.pageable};
}

bool overlap(const Side &a, const Side &b, size_t height) {
  return a.first < b.first + b.pitch * height && b.first < a.first + a.pitch * height;
}

void copyRows(const Side &to, const Side &from, size_t widthBytes, size_t height) {
  DeferredMemory &deferred = driver().deferred;
  deferred.settle(to.first, to.bytes(widthBytes, height));
  if (deferred.copyRows(from.first, from.pitch, to.first, to.pitch, widthBytes, height)) return;
  deferred.settle(from.first, from.bytes(widthBytes, height));
  const bool streams = widthBytes * height >= kStreamedBytes && !overlap(to, from, height);
  for (size_t row = 0; row < height; ++row) {
    unsigned char *const out = to.first + row * to.pitch;
    const unsigned char *const in = from.first + row * from.pitch;
    if (streams) streamRow(out, in, widthBytes);
    else std::memmove(out, in, widthBytes);
  }
  if (streams) endStreaming();
}

CUresult copy2D(const char *function, const CUDA_MEMCPY2D *copy, CUstream stream, bool wait) {
  return inContext(function, [&](Context &) {
    require(copy != nullptr, CUDA_ERROR_INVALID_VALUE);
    const size_t width = copy->WidthInBytes, height = copy->Height;
    const std::shared_ptr<Stream> on = streamOf(stream);
    if (width == 0 || height == 0) return CUDA_SUCCESS;
    require(width <= SIZE_MAX / 4 && height <= SIZE_MAX / 4 / width, CUDA_ERROR_INVALID_VALUE);
    const Side to = side(copy->dstMemoryType, copy->dstHost, copy->dstDevice, copy->dstPitch, copy->dstXInBytes,
                         copy->dstY, width, height);
    const Side from = side(copy->srcMemoryType, copy->srcHost, copy->srcDevice, copy->srcPitch, copy->srcXInBytes,
                           copy->srcY, width, height);
    auto task = [=] { copyRows(to, from, width, height); };
    if (wait || to.pageable || from.pageable) {
      on->submitAndWait(task);
    } else {
      on->submit(task, placeFor(width * height));
    }
    return CUDA_SUCCESS;
  });
}

}  // namespace

CUresult cuMemcpy2D_v2(const CUDA_MEMCPY2D *copy) { return copy2D(__func__, copy, nullptr, true); }

CUresult cuMemcpy2DUnaligned_v2(const CUDA_MEMCPY2D *copy) { return copy2D(__func__, copy, nullptr, true); }

CUresult cuMemcpy2DAsync_v2(const CUDA_MEMCPY2D *copy, CUstream stream) {
  return copy2D(__func__, copy, stream, false);
}

// Fills of memory with 8, 16 and 32 bit values, in one row or in the rows of a pitched plane.
#include <algorithm>
#include <cstring>

#include "cuda/api.h"
#include "cuda/ranges.h"

using namespace nvcodec::soft;

namespace {

struct Plane {
  CUdeviceptr to;
  size_t pitch;   // bytes
  size_t width;   // elements
  size_t height;  // rows
};

template <class Element>
CUresult fill(const char *function, Plane plane, Element value, CUstream stream, bool wait) {
  return inContext(function, [&](Context &) {
    const std::shared_ptr<Stream> on = streamOf(stream);
    require(plane.to % sizeof(Element) == 0, CUDA_ERROR_INVALID_VALUE);
    if (plane.width == 0 || plane.height == 0) return CUDA_SUCCESS;
    require(plane.width <= SIZE_MAX / 4 / sizeof(Element), CUDA_ERROR_INVALID_VALUE);
    const size_t rowBytes = plane.width * sizeof(Element);
    const size_t pitch = plane.height == 1 ? rowBytes : plane.pitch;
    require(pitch >= rowBytes && pitch % sizeof(Element) == 0, CUDA_ERROR_INVALID_VALUE);
    require(pitch <= SIZE_MAX / 4 / plane.height, CUDA_ERROR_INVALID_VALUE);
    const Range range = knownRange(plane.to, (plane.height - 1) * pitch + rowBytes);
    auto task = [=] {
      driver().deferred.settle(range.address, (plane.height - 1) * pitch + rowBytes);
      for (size_t row = 0; row < plane.height; ++row) {
        std::fill_n(reinterpret_cast<Element *>(range.address + row * pitch), plane.width, value);
      }
    };
    if (wait) {
      on->submitAndWait(task);
    } else {
      on->submit(task, placeFor(rowBytes * plane.height));
    }
    return CUDA_SUCCESS;
  });
}

}  // namespace

CUresult cuMemsetD8_v2(CUdeviceptr to, unsigned char value, size_t count) {
  return fill(__func__, {to, 0, count, 1}, value, nullptr, true);
}

CUresult cuMemsetD16_v2(CUdeviceptr to, unsigned short value, size_t count) {
  return fill(__func__, {to, 0, count, 1}, value, nullptr, true);
}

CUresult cuMemsetD32_v2(CUdeviceptr to, unsigned value, size_t count) {
  return fill(__func__, {to, 0, count, 1}, value, nullptr, true);
}

CUresult cuMemsetD8Async(CUdeviceptr to, unsigned char value, size_t count, CUstream stream) {
  return fill(__func__, {to, 0, count, 1}, value, stream, false);
}

CUresult cuMemsetD16Async(CUdeviceptr to, unsigned short value, size_t count, CUstream stream) {
  return fill(__func__, {to, 0, count, 1}, value, stream, false);
}

CUresult cuMemsetD32Async(CUdeviceptr to, unsigned value, size_t count, CUstream stream) {
  return fill(__func__, {to, 0, count, 1}, value, stream, false);
}

CUresult cuMemsetD2D8_v2(CUdeviceptr to, size_t pitch, unsigned char value, size_t width, size_t height) {
  return fill(__func__, {to, pitch, width, height}, value, nullptr, true);
}

CUresult cuMemsetD2D16_v2(CUdeviceptr to, size_t pitch, unsigned short value, size_t width, size_t height) {
  return fill(__func__, {to, pitch, width, height}, value, nullptr, true);
}

CUresult cuMemsetD2D32_v2(CUdeviceptr to, size_t pitch, unsigned value, size_t width, size_t height) {
  return fill(__func__, {to, pitch, width, height}, value, nullptr, true);
}

CUresult cuMemsetD2D8Async(CUdeviceptr to, size_t pitch, unsigned char value, size_t width, size_t height,
                           CUstream stream) {
  return fill(__func__, {to, pitch, width, height}, value, stream, false);
}

CUresult cuMemsetD2D16Async(CUdeviceptr to, size_t pitch, unsigned short value, size_t width, size_t height,
                            CUstream stream) {
  return fill(__func__, {to, pitch, width, height}, value, stream, false);
}

CUresult cuMemsetD2D32Async(CUdeviceptr to, size_t pitch, unsigned value, size_t width, size_t height,
                            CUstream stream) {
  return fill(__func__, {to, pitch, width, height}, value, stream, false);
}

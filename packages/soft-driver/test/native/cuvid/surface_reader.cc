#include "surface_reader.h"

#include <algorithm>
#include <stdexcept>

#include "cuda/cuda_abi.h"

namespace {

void call(CUresult result, const char *what) {
  if (result != CUDA_SUCCESS) throw std::runtime_error(std::string(what) + " failed");
}

// A part of the rows of a surface, to be copied to the same place of `to`.
struct Part {
  size_t left;  // bytes
  size_t width;
  size_t top;
  size_t height;
};

class Reader {
 public:
  Reader(const SurfaceRows &surface, CUstream stream)
      : surface_(surface), stream_(stream), bytes_(surface.pitchBytes * surface.count) {}

  std::vector<uint8_t> read(const std::string &way) {
    const Part all{0, surface_.rowBytes, 0, surface_.count};
    if (way == "bytes") {
      readBytes();
    } else if (way == "rows") {
      copy(all);
    } else if (way == "bands") {
      bands(surface_.count);
    } else if (way == "halves") {
      const size_t half = surface_.rowBytes / 2;
      copy({0, half, 0, surface_.count});
      copy({half, surface_.rowBytes - half, 0, surface_.count});
    } else if (way == "band-then-bytes") {
      bands(kBand);
      readBytes();
    } else if (way == "twice") {
      copy(all);
      std::fill(bytes_.begin(), bytes_.end(), uint8_t{0xa5});
      copy(all);
    } else if (way == "touched") {
      touch(all);
    } else if (way == "on-device") {
      overDevice(all);
    } else {
      throw std::runtime_error("no way to read a surface: " + way);
    }
    call(cuStreamSynchronize(stream_), "cuStreamSynchronize");
    return std::move(bytes_);
  }

 private:
  static constexpr size_t kBand = 7;

  void readBytes() {
    call(cuMemcpyDtoHAsync_v2(bytes_.data(), surface_.pointer, bytes_.size(), stream_), "cuMemcpyDtoHAsync");
  }

  void bands(size_t end) {
    for (size_t top = 0; top < end; top += kBand) copy({0, surface_.rowBytes, top, std::min(kBand, end - top)});
  }

  void copy(const Part &part) {
    CUDA_MEMCPY2D rows = from(part);
    rows.dstMemoryType = CU_MEMORYTYPE_HOST;
    rows.dstHost = bytes_.data();
    rows.dstPitch = surface_.pitchBytes;
    rows.dstXInBytes = part.left;
    rows.dstY = part.top;
    call(cuMemcpy2DAsync_v2(&rows, stream_), "cuMemcpy2DAsync");
  }

  // The first byte is another one in between.
  void touch(const Part &all) {
    copy({0, surface_.rowBytes, 0, 1});
    const uint8_t first = bytes_[0];
    const auto other = static_cast<uint8_t>(~first);
    call(cuMemsetD8Async(surface_.pointer, other, 1, stream_), "cuMemsetD8Async");
    copy(all);
    if (bytes_[0] != other) throw std::runtime_error("a byte that was written into a surface is not there");
    bytes_[0] = first;
  }

  void overDevice(const Part &part) {
    CUdeviceptr memory = 0;
    call(cuMemAlloc_v2(&memory, surface_.rowBytes * surface_.count), "cuMemAlloc");
    CUDA_MEMCPY2D rows = from(part);
    rows.dstMemoryType = CU_MEMORYTYPE_DEVICE;
    rows.dstDevice = memory;
    rows.dstPitch = surface_.rowBytes;
    call(cuMemcpy2DAsync_v2(&rows, stream_), "cuMemcpy2DAsync");
    SurfaceRows there = surface_;
    there.pointer = memory;
    there.pitchBytes = surface_.rowBytes;
    const std::vector<uint8_t> tight = Reader(there, stream_).read("bytes");
    call(cuMemFree_v2(memory), "cuMemFree");
    for (size_t row = 0; row < surface_.count; ++row) {
      std::copy_n(&tight[row * surface_.rowBytes], surface_.rowBytes, &bytes_[row * surface_.pitchBytes]);
    }
  }

  CUDA_MEMCPY2D from(const Part &part) const {
    CUDA_MEMCPY2D rows{};
    rows.srcMemoryType = CU_MEMORYTYPE_DEVICE;
    rows.srcDevice = surface_.pointer;
    rows.srcPitch = surface_.pitchBytes;
    rows.srcXInBytes = part.left;
    rows.srcY = part.top;
    rows.WidthInBytes = part.width;
    rows.Height = part.height;
    return rows;
  }

  const SurfaceRows surface_;
  const CUstream stream_;
  std::vector<uint8_t> bytes_;
};

}  // namespace

std::vector<uint8_t> readSurface(const SurfaceRows &surface, CUstream stream, const std::string &way) {
  return Reader(surface, stream).read(way);
}

// Copies and fills: what they move, and what they refuse to touch.
#include <cstring>
#include <numeric>

#include "harness.h"

namespace {

std::vector<unsigned char> ramp(size_t bytes) {
  std::vector<unsigned char> data(bytes);
  std::iota(data.begin(), data.end(), static_cast<unsigned char>(1));
  return data;
}

std::vector<unsigned char> download(CUdeviceptr from, size_t bytes) {
  std::vector<unsigned char> data(bytes);
  OK(cuMemcpyDtoH_v2(data.data(), from, bytes));
  return data;
}

}  // namespace

TEST("copies", "move bytes up, across and down") {
  Opened opened;
  const auto data = ramp(100000);
  const CUdeviceptr first = allocate(data.size()), second = allocate(data.size());
  OK(cuMemcpyHtoD_v2(first, data.data(), data.size()));
  OK(cuMemcpyDtoD_v2(second, first, data.size()));
  CHECK(download(second, data.size()) == data);
  OK(cuMemcpy(first + 1, second, 10));
  CHECK(download(first + 1, 10) == ramp(10));
}

TEST("copies", "take any kind of pointer when unified") {
  Opened opened;
  const auto data = ramp(1000);
  std::vector<unsigned char> back(1000);
  const CUdeviceptr pointer = allocate(1000);
  const CUstream stream = createStream();
  OK(cuMemcpy(pointer, reinterpret_cast<CUdeviceptr>(data.data()), 1000));
  OK(cuMemcpyAsync(reinterpret_cast<CUdeviceptr>(back.data()), pointer, 1000, stream));
  CHECK(back == data);
}

TEST("copies", "stay inside an allocation") {
  Opened opened;
  const CUdeviceptr pointer = allocate(1000);
  const CUstream stream = createStream();
  auto host = ramp(4000);
  EXPECT(cuMemcpyHtoD_v2(pointer, host.data(), 1001), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyHtoD_v2(pointer + 999, host.data(), 2), CUDA_ERROR_INVALID_VALUE);
  OK(cuMemcpyHtoD_v2(pointer + 999, host.data(), 1));
  EXPECT(cuMemcpyHtoD_v2(pointer + 1000, host.data(), 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyHtoD_v2(pointer - 1, host.data(), 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyDtoH_v2(host.data(), pointer, SIZE_MAX), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyDtoHAsync_v2(host.data(), pointer + 500, 501, stream), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyDtoD_v2(pointer, pointer + 1, 1000), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemsetD8_v2(pointer, 0, 1001), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemsetD32_v2(pointer, 0, 251), CUDA_ERROR_INVALID_VALUE);
}

TEST("copies", "refuse host memory as device memory, null, and freed memory") {
  Opened opened;
  auto host = ramp(100);
  const CUdeviceptr pointer = allocate(100);
  EXPECT(cuMemcpyHtoD_v2(reinterpret_cast<CUdeviceptr>(host.data()), host.data(), 10), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyHtoD_v2(pointer, nullptr, 10), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyDtoH_v2(nullptr, pointer, 10), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyDtoD_v2(0, pointer, 10), CUDA_ERROR_INVALID_VALUE);
  OK(cuMemFree_v2(pointer));
  EXPECT(cuMemcpyHtoD_v2(pointer, host.data(), 10), CUDA_ERROR_INVALID_VALUE);
}

TEST("copies", "of nothing succeed") {
  Opened opened;
  OK(cuMemcpyHtoD_v2(0, nullptr, 0));
  OK(cuMemsetD8_v2(allocate(1), 0, 0));
  CUDA_MEMCPY2D copy{};
  OK(cuMemcpy2D_v2(&copy));
}

TEST("copies", "from page-locked memory wait for their turn; from ordinary memory they are done on return") {
  Opened opened;
  const CUstream stream = createStream();
  const CUdeviceptr pointer = allocate(100);
  void *pinned = nullptr;
  OK(cuMemAllocHost_v2(&pinned, 100));
  std::memset(pinned, 1, 100);
  {
    Gate gate(stream);
    OK(cuMemcpyHtoDAsync_v2(pointer, pinned, 100, stream));
    EXPECT(cuStreamQuery(stream), CUDA_ERROR_NOT_READY);
    std::memset(pinned, 2, 100);
    gate.open();
    OK(cuStreamSynchronize(stream));
  }
  CHECK(download(pointer, 100) == std::vector<unsigned char>(100, 2));
  auto ordinary = ramp(100);
  OK(cuMemcpyHtoDAsync_v2(pointer, ordinary.data(), 100, stream));
  std::fill(ordinary.begin(), ordinary.end(), static_cast<unsigned char>(0));
  OK(cuStreamSynchronize(stream));
  CHECK(download(pointer, 100) == ramp(100));
}

TEST("copies", "move a rectangle between pitches") {
  Opened opened;
  const auto image = ramp(10 * 8);
  const CUdeviceptr device = allocate(32 * 8);
  OK(cuMemsetD8_v2(device, 0xff, 32 * 8));
  CUDA_MEMCPY2D copy{};
  copy.srcMemoryType = CU_MEMORYTYPE_HOST;
  copy.srcHost = image.data();
  copy.srcPitch = 10;
  copy.srcXInBytes = 2;
  copy.srcY = 1;
  copy.dstMemoryType = CU_MEMORYTYPE_DEVICE;
  copy.dstDevice = device;
  copy.dstPitch = 32;
  copy.dstXInBytes = 4;
  copy.dstY = 3;
  copy.WidthInBytes = 5;
  copy.Height = 4;
  OK(cuMemcpy2D_v2(&copy));
  const auto seen = download(device, 32 * 8);
  for (size_t y = 0; y < 8; ++y) {
    for (size_t x = 0; x < 32; ++x) {
      const bool inside = y >= 3 && y < 7 && x >= 4 && x < 9;
      const unsigned char expected = inside ? image[(y - 3 + 1) * 10 + (x - 4 + 2)] : 0xff;
      CHECK(seen[y * 32 + x] == expected);
    }
  }
}

TEST("copies", "of a picture's plane go anywhere, also on top of where they come from") {
  Opened opened;
  constexpr size_t kWidth = 1003, kHeight = 701, kPitch = 1031;
  const auto image = ramp(kPitch * kHeight);
  const CUdeviceptr device = allocate(2 * image.size());
  for (const size_t to : {size_t{0}, size_t{16}, size_t{5}, image.size() + 3}) {
    OK(cuMemsetD8_v2(device, 0xff, 2 * image.size()));
    OK(cuMemcpyHtoD_v2(device, image.data(), image.size()));
    CUDA_MEMCPY2D copy{};
    copy.srcMemoryType = copy.dstMemoryType = CU_MEMORYTYPE_DEVICE;
    copy.srcDevice = device;
    copy.dstDevice = device + to;
    copy.srcPitch = copy.dstPitch = kPitch;
    copy.WidthInBytes = kWidth;
    copy.Height = kHeight;
    OK(cuMemcpy2D_v2(&copy));
    const auto seen = download(device, 2 * image.size());
    auto expected = image;
    expected.resize(2 * image.size(), 0xff);
    for (size_t y = 0; y < kHeight; ++y) {
      std::memmove(&expected[to + y * kPitch], &expected[y * kPitch], kWidth);
    }
    CHECK(seen == expected);
  }
}

TEST("copies", "of rectangles reach exactly to the end of an allocation and no further") {
  Opened opened;
  const CUdeviceptr device = allocate(32 * 3 + 20);
  std::vector<unsigned char> host(20 * 4);
  CUDA_MEMCPY2D copy{};
  copy.srcMemoryType = CU_MEMORYTYPE_DEVICE;
  copy.srcDevice = device;
  copy.srcPitch = 32;
  copy.dstMemoryType = CU_MEMORYTYPE_HOST;
  copy.dstHost = host.data();
  copy.dstPitch = 20;
  copy.WidthInBytes = 20;
  copy.Height = 4;
  OK(cuMemcpy2DUnaligned_v2(&copy));
  copy.srcXInBytes = 1;
  EXPECT(cuMemcpy2D_v2(&copy), CUDA_ERROR_INVALID_VALUE);
  copy.srcXInBytes = 0;
  copy.dstPitch = 19;
  EXPECT(cuMemcpy2D_v2(&copy), CUDA_ERROR_INVALID_VALUE);
  copy.dstPitch = 20;
  copy.srcMemoryType = CU_MEMORYTYPE_ARRAY;
  EXPECT(cuMemcpy2D_v2(&copy), CUDA_ERROR_NOT_SUPPORTED);
  copy.srcMemoryType = static_cast<CUmemorytype>(9);
  EXPECT(cuMemcpy2D_v2(&copy), CUDA_ERROR_INVALID_VALUE);
  copy.srcMemoryType = CU_MEMORYTYPE_UNIFIED;
  OK(cuMemcpy2DAsync_v2(&copy, createStream()));
  copy.Height = SIZE_MAX;
  EXPECT(cuMemcpy2D_v2(&copy), CUDA_ERROR_INVALID_VALUE);
}

TEST("copies", "fill with 8, 16 and 32 bit values") {
  Opened opened;
  const CUdeviceptr device = allocate(64);
  OK(cuMemsetD8_v2(device, 1, 64));
  OK(cuMemsetD16_v2(device + 2, 0x0302, 2));
  OK(cuMemsetD32_v2(device + 8, 0x07060504, 2));
  const std::vector<unsigned char> expected = {1, 1, 2, 3, 2, 3, 1, 1, 4, 5, 6, 7, 4, 5, 6, 7, 1};
  CHECK(download(device, expected.size()) == expected);
  EXPECT(cuMemsetD16_v2(device + 1, 0, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemsetD32_v2(device + 2, 0, 1), CUDA_ERROR_INVALID_VALUE);
}

TEST("copies", "fill rows and leave the padding between them") {
  Opened opened;
  const CUstream stream = createStream();
  const CUdeviceptr device = allocate(4 * 16);
  OK(cuMemsetD2D8_v2(device, 16, 0, 16, 4));
  OK(cuMemsetD2D16Async(device, 16, 0x0101, 5, 4, stream));
  OK(cuStreamSynchronize(stream));
  const auto seen = download(device, 64);
  for (size_t i = 0; i < seen.size(); ++i) CHECK(seen[i] == (i % 16 < 10 ? 1 : 0));
  EXPECT(cuMemsetD2D32_v2(device, 16, 0, 5, 4), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemsetD2D32_v2(device, 16, 0, 4, 5), CUDA_ERROR_INVALID_VALUE);
  OK(cuMemsetD2D32_v2(device, 16, 0, 4, 4));
}

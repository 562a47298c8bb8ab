// Device memory, page-locked memory, pools, and what is known about a pointer.
#include <cstring>
#include <thread>

#include "harness.h"

TEST("memory", "is allocated, aligned, and freed once") {
  Opened opened;
  const CUdeviceptr pointer = allocate(1000);
  CHECK(pointer % 512 == 0);
  CHECK(statistics().bytes == 1000);
  EXPECT(cuMemFree_v2(pointer + 1), CUDA_ERROR_INVALID_VALUE);
  OK(cuMemFree_v2(pointer));
  EXPECT(cuMemFree_v2(pointer), CUDA_ERROR_INVALID_VALUE);
  OK(cuMemFree_v2(0));
  CHECK(statistics().allocations == 0);
}

TEST("memory", "refuses nothing, nowhere, and too much") {
  configure("NVCODEC_SOFT_MEMORY", "1000000");
  Opened opened;
  CUdeviceptr pointer = 0, rest = 0;
  size_t free = 0, total = 0;
  EXPECT(cuMemAlloc_v2(&pointer, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAlloc_v2(nullptr, 16), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAlloc_v2(&pointer, 1000001), CUDA_ERROR_OUT_OF_MEMORY);
  EXPECT(cuMemAlloc_v2(&pointer, SIZE_MAX), CUDA_ERROR_OUT_OF_MEMORY);
  OK(cuMemAlloc_v2(&pointer, 600000));
  EXPECT(cuMemAlloc_v2(&rest, 400001), CUDA_ERROR_OUT_OF_MEMORY);
  OK(cuMemGetInfo_v2(&free, &total));
  CHECK(free == 400000 && total == 1000000);
  OK(cuMemAlloc_v2(&rest, 400000));
  OK(cuMemFree_v2(pointer));
  OK(cuMemAlloc_v2(&pointer, 600000));
}

TEST("memory", "counts each device's own") {
  configure("NVCODEC_SOFT_DEVICES", "2");
  configure("NVCODEC_SOFT_MEMORY", "1000");
  OK(cuInit(0));
  CUcontext context = nullptr;
  OK(cuCtxCreate_v2(&context, 0, 0));
  allocate(900);
  OK(cuCtxCreate_v2(&context, 0, 1));
  allocate(900);
  CUdeviceptr pointer = 0;
  EXPECT(cuMemAlloc_v2(&pointer, 900), CUDA_ERROR_OUT_OF_MEMORY);
}

TEST("memory", "has rows of an aligned pitch") {
  Opened opened;
  CUdeviceptr pointer = 0, base = 0;
  size_t pitch = 0, bytes = 0;
  OK(cuMemAllocPitch_v2(&pointer, &pitch, 1279, 719, 4));
  CHECK(pitch == 1536);
  OK(cuMemGetAddressRange_v2(&base, &bytes, pointer + 100000));
  CHECK(base == pointer && bytes == 1536 * 719);
  EXPECT(cuMemAllocPitch_v2(&pointer, &pitch, 1279, 719, 3), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocPitch_v2(&pointer, &pitch, 0, 719, 4), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocPitch_v2(&pointer, &pitch, SIZE_MAX / 2, 719, 4), CUDA_ERROR_OUT_OF_MEMORY);
}

TEST("memory", "leaves nothing after ten thousand allocations on four threads") {
  Opened opened;
  const auto churn = [&] {
    OK(cuCtxSetCurrent(opened.context));
    CUdeviceptr held[10] = {};
    for (int i = 0; i < 2500; ++i) {
      CUdeviceptr &slot = held[i % 10];
      OK(cuMemFree_v2(slot));
      slot = allocate(static_cast<size_t>(1 + i % 5000));
    }
    for (const CUdeviceptr pointer : held) OK(cuMemFree_v2(pointer));
  };
  std::thread threads[4];
  for (std::thread &thread : threads) thread = std::thread(churn);
  for (std::thread &thread : threads) thread.join();
  CHECK(statistics().allocations == 0 && statistics().bytes == 0);
  size_t free = 0, total = 0;
  OK(cuMemGetInfo_v2(&free, &total));
  CHECK(free == total);
}

TEST("memory", "is described by pointer attributes") {
  Opened opened;
  const CUdeviceptr pointer = allocate(1000);
  CUcontext context = nullptr;
  unsigned type = 0;
  int ordinal = -1;
  CUdeviceptr start = 0;
  size_t bytes = 0;
  OK(cuPointerGetAttribute(&context, 1, pointer + 10));
  CHECK(context == opened.context);
  OK(cuPointerGetAttribute(&type, 2, pointer + 10));
  CHECK(type == CU_MEMORYTYPE_DEVICE);
  int attributes[] = {9, 11, 12};
  void *values[] = {&ordinal, &start, &bytes};
  OK(cuPointerGetAttributes(3, attributes, values, pointer + 10));
  CHECK(ordinal == 0 && start == pointer && bytes == 1000);
  EXPECT(cuPointerGetAttribute(&type, 2, pointer + 1000), CUDA_ERROR_INVALID_VALUE);
  OK(cuPointerGetAttributes(3, attributes, values, pointer + 1000));
  CHECK(ordinal == -2 && start == 0 && bytes == 0);
  EXPECT(cuPointerGetAttribute(&type, 5000, pointer), CUDA_ERROR_INVALID_VALUE);
}

TEST("memory", "of the host can be page-locked by allocation") {
  Opened opened;
  void *host = nullptr;
  CUdeviceptr device = 0;
  unsigned flags = 0, type = 0;
  OK(cuMemHostAlloc(&host, 5000, 1));
  CHECK(statistics().hostAllocations == 1 && statistics().bytes == 0);
  OK(cuMemHostGetDevicePointer_v2(&device, host, 0));
  OK(cuMemHostGetFlags(&flags, host));
  CHECK((flags & 1) != 0);
  OK(cuPointerGetAttribute(&type, 2, device));
  CHECK(type == CU_MEMORYTYPE_HOST);
  EXPECT(cuMemFree_v2(device), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemHostUnregister(host), CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED);
  OK(cuMemFreeHost(host));
  EXPECT(cuMemFreeHost(host), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemHostAlloc(&host, 0, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemHostAlloc(&host, 16, 1000), CUDA_ERROR_INVALID_VALUE);
}

TEST("memory", "of the host can be page-locked where it is") {
  Opened opened;
  std::vector<char> memory(10000);
  OK(cuMemHostRegister_v2(memory.data(), memory.size(), 0));
  EXPECT(cuMemHostRegister_v2(memory.data(), memory.size(), 0), CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED);
  EXPECT(cuMemHostRegister_v2(memory.data() + 500, 100, 0), CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED);
  EXPECT(cuMemFreeHost(memory.data()), CUDA_ERROR_INVALID_VALUE);
  OK(cuMemHostUnregister(memory.data()));
  EXPECT(cuMemHostUnregister(memory.data()), CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED);
  EXPECT(cuMemHostRegister_v2(nullptr, 100, 0), CUDA_ERROR_INVALID_VALUE);
}

TEST("memory", "goes back in stream order when freed so") {
  Opened opened;
  const CUstream stream = createStream();
  CUdeviceptr pointer = 0;
  size_t free = 0, total = 0;
  OK(cuMemAllocAsync(&pointer, 1000, stream));
  Gate gate(stream);
  OK(cuMemsetD8Async(pointer, 7, 1000, stream));
  OK(cuMemFreeAsync(pointer, stream));
  EXPECT(cuMemFreeAsync(pointer, stream), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemsetD8Async(pointer, 7, 1000, stream), CUDA_ERROR_INVALID_VALUE);
  OK(cuMemGetInfo_v2(&free, &total));
  CHECK(total - free == 1000);
  gate.open();
  OK(cuStreamSynchronize(stream));
  OK(cuMemGetInfo_v2(&free, &total));
  CHECK(total == free);
}

TEST("memory", "is counted by its pool") {
  Opened opened;
  const CUstream stream = createStream();
  CUmemoryPool standard = nullptr, own = nullptr, now = nullptr;
  CUmemPoolProps properties{};
  properties.allocType = 1;
  properties.locationType = 1;
  OK(cuDeviceGetDefaultMemPool(&standard, 0));
  OK(cuMemPoolCreate(&own, &properties));
  OK(cuDeviceSetMemPool(0, own));
  OK(cuDeviceGetMemPool(&now, 0));
  CHECK(now == own && own != standard);
  CUdeviceptr first = 0, second = 0;
  OK(cuMemAllocAsync(&first, 1000, stream));
  OK(cuMemAllocFromPoolAsync(&second, 500, standard, stream));
  uint64_t used = 0;
  OK(cuMemPoolGetAttribute(own, 7, &used));
  CHECK(used == 1000);
  OK(cuMemPoolGetAttribute(standard, 7, &used));
  CHECK(used == 500);
  OK(cuMemFree_v2(first));
  OK(cuMemPoolGetAttribute(own, 7, &used));
  CHECK(used == 0);
  OK(cuMemPoolGetAttribute(own, 8, &used));
  CHECK(used == 1000);
  OK(cuMemPoolTrimTo(own, 0));
  uint64_t threshold = 4096;
  OK(cuMemPoolSetAttribute(own, 4, &threshold));
  OK(cuMemPoolGetAttribute(own, 4, &used));
  CHECK(used == 4096);
  OK(cuMemPoolDestroy(own));
  EXPECT(cuMemPoolTrimTo(own, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemPoolDestroy(standard), CUDA_ERROR_INVALID_VALUE);
  OK(cuDeviceGetMemPool(&now, 0));
  CHECK(now == standard);
}

TEST("memory", "that is managed can be touched by the host") {
  Opened opened;
  CUdeviceptr pointer = 0;
  unsigned managed = 0;
  OK(cuMemAllocManaged(&pointer, 100, 1));
  std::memset(reinterpret_cast<void *>(pointer), 1, 100);
  OK(cuPointerGetAttribute(&managed, 8, pointer));
  CHECK(managed == 1);
  EXPECT(cuMemAllocManaged(&pointer, 100, 0), CUDA_ERROR_INVALID_VALUE);
  OK(cuMemFree_v2(pointer));
}

TEST("memory", "is freed only after queued work on it") {
  Opened opened;
  const CUstream stream = createStream();
  const CUdeviceptr pointer = allocate(1 << 20);
  std::vector<unsigned char> seen(1 << 20);
  OK(cuMemHostRegister_v2(seen.data(), seen.size(), 0));
  Gate gate(stream);
  OK(cuMemsetD8Async(pointer, 9, seen.size(), stream));
  OK(cuMemcpyDtoHAsync_v2(seen.data(), pointer, seen.size(), stream));
  std::thread opener([&] { gate.open(); });
  OK(cuMemFree_v2(pointer));
  CHECK(seen.front() == 9 && seen.back() == 9);
  opener.join();
}

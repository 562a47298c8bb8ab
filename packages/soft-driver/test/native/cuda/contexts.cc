// Contexts: created and primary ones, the stack of each thread, and what happens at their end.
#include <thread>

#include "harness.h"

namespace {

CUcontext current() {
  CUcontext context = nullptr;
  OK(cuCtxGetCurrent(&context));
  return context;
}

}  // namespace

TEST("contexts", "need one to be current for what acts on it") {
  OK(cuInit(0));
  CUdeviceptr pointer = 0;
  CUstream stream = nullptr;
  CUdevice device = 0;
  CHECK(current() == nullptr);
  EXPECT(cuMemAlloc_v2(&pointer, 16), CUDA_ERROR_INVALID_CONTEXT);
  EXPECT(cuStreamCreate(&stream, 0), CUDA_ERROR_INVALID_CONTEXT);
  EXPECT(cuCtxSynchronize(), CUDA_ERROR_INVALID_CONTEXT);
  EXPECT(cuCtxGetDevice(&device), CUDA_ERROR_INVALID_CONTEXT);
  EXPECT(cuCtxPopCurrent_v2(nullptr), CUDA_ERROR_INVALID_CONTEXT);
  EXPECT(cuStreamSynchronize(nullptr), CUDA_ERROR_INVALID_CONTEXT);
}

TEST("contexts", "stack up on a thread") {
  configure("NVCODEC_SOFT_DEVICES", "2");
  OK(cuInit(0));
  CUcontext first = nullptr, second = nullptr, popped = nullptr;
  CUdevice device = -1;
  OK(cuCtxCreate_v2(&first, 0, 0));
  OK(cuCtxCreate_v2(&second, 4, 1));
  CHECK(first != second && current() == second);
  OK(cuCtxGetDevice(&device));
  CHECK(device == 1);
  unsigned flags = 0;
  OK(cuCtxGetFlags(&flags));
  CHECK(flags == 4);
  OK(cuCtxPopCurrent_v2(&popped));
  CHECK(popped == second && current() == first);
  OK(cuCtxPushCurrent_v2(second));
  CHECK(current() == second);
  OK(cuCtxSetCurrent(first));
  CHECK(current() == first);
  OK(cuCtxSetCurrent(nullptr));
  CHECK(current() == first);
  OK(cuCtxSetCurrent(nullptr));
  CHECK(current() == nullptr);
}

TEST("contexts", "are current on one thread and not on another") {
  Opened opened;
  std::thread([] { CHECK(current() == nullptr); }).join();
  std::thread([&] {
    OK(cuCtxSetCurrent(opened.context));
    CHECK(current() == opened.context);
    allocate(64);
  }).join();
  CHECK(statistics().allocations == 1);
}

TEST("contexts", "leave the stack when destroyed, and are known as destroyed to other threads") {
  OK(cuInit(0));
  CUcontext context = nullptr;
  OK(cuCtxCreate_v2(&context, 0, 0));
  std::mutex mutex;
  std::condition_variable changed;
  int step = 0;
  const auto reach = [&](int next) {
    const std::lock_guard lock(mutex);
    step = next;
    changed.notify_all();
  };
  const auto await = [&](int wanted) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return step >= wanted; });
  };
  std::thread other([&] {
    OK(cuCtxSetCurrent(context));
    allocate(64);
    reach(1);
    await(2);
    CUdeviceptr pointer = 0;
    CHECK(current() == context);
    EXPECT(cuMemAlloc_v2(&pointer, 16), CUDA_ERROR_CONTEXT_IS_DESTROYED);
    EXPECT(cuCtxSynchronize(), CUDA_ERROR_CONTEXT_IS_DESTROYED);
    OK(cuCtxPopCurrent_v2(nullptr));
    EXPECT(cuCtxPushCurrent_v2(context), CUDA_ERROR_INVALID_CONTEXT);
  });
  await(1);
  OK(cuCtxDestroy_v2(context));
  CHECK(current() == nullptr);
  reach(2);
  other.join();
  EXPECT(cuCtxDestroy_v2(context), CUDA_ERROR_INVALID_CONTEXT);
  EXPECT(cuCtxSetCurrent(context), CUDA_ERROR_INVALID_CONTEXT);
}

TEST("contexts", "free what belongs to them, once its work is done") {
  OK(cuInit(0));
  CUcontext context = nullptr;
  OK(cuCtxCreate_v2(&context, 0, 0));
  const CUdeviceptr pointer = allocate(1 << 20);
  void *host = nullptr;
  OK(cuMemAllocHost_v2(&host, 4096));
  const CUstream stream = createStream();
  createEvent();
  CUmodule module = nullptr;
  OK(cuModuleLoad(&module, kernelsPath().c_str()));
  OK(cuMemsetD8Async(pointer, 1, 1 << 20, stream));
  const Statistics before = statistics();
  CHECK(before.allocations == 1 && before.bytes == 1 << 20 && before.hostAllocations == 1);
  CHECK(before.streams == 1 && before.events == 1 && before.modules == 1 && before.contexts == 1);
  OK(cuCtxDestroy_v2(context));
  const Statistics after = statistics();
  CHECK(after.allocations == 0 && after.bytes == 0 && after.hostAllocations == 0);
  CHECK(after.streams == 0 && after.events == 0 && after.modules == 0 && after.contexts == 0);
  EXPECT(cuStreamSynchronize(stream), CUDA_ERROR_INVALID_HANDLE);
}

TEST("contexts", "count the users of a primary one") {
  OK(cuInit(0));
  CUcontext first = nullptr, second = nullptr;
  unsigned flags = 0;
  int active = -1;
  OK(cuDevicePrimaryCtxSetFlags_v2(0, 4));
  OK(cuDevicePrimaryCtxGetState(0, &flags, &active));
  CHECK(flags == 4 && active == 0);
  OK(cuDevicePrimaryCtxRetain(&first, 0));
  OK(cuDevicePrimaryCtxRetain(&second, 0));
  CHECK(first == second);
  OK(cuCtxSetCurrent(first));
  allocate(100);
  OK(cuDevicePrimaryCtxRelease_v2(0));
  OK(cuCtxSynchronize());
  OK(cuDevicePrimaryCtxGetState(0, &flags, &active));
  CHECK(active == 1);
  OK(cuDevicePrimaryCtxRelease_v2(0));
  EXPECT(cuCtxSynchronize(), CUDA_ERROR_CONTEXT_IS_DESTROYED);
  EXPECT(cuDevicePrimaryCtxRelease_v2(0), CUDA_ERROR_INVALID_CONTEXT);
  CHECK(statistics().allocations == 0);
  OK(cuDevicePrimaryCtxRetain(&second, 0));
  CHECK(first == second);
  OK(cuCtxSynchronize());
  allocate(100);
}

TEST("contexts", "go on empty when the primary one is reset") {
  Opened opened;
  const CUdeviceptr pointer = allocate(100);
  const CUstream stream = createStream();
  OK(cuDevicePrimaryCtxReset_v2(0));
  CHECK(statistics().allocations == 0);
  EXPECT(cuMemFree_v2(pointer), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuStreamDestroy_v2(stream), CUDA_ERROR_INVALID_HANDLE);
  OK(cuMemFree_v2(allocate(100)));
}

TEST("contexts", "are not destroyed when primary") {
  Opened opened;
  EXPECT(cuCtxDestroy_v2(opened.context), CUDA_ERROR_INVALID_CONTEXT);
  OK(cuCtxSynchronize());
}

TEST("contexts", "keep limits and tell priorities") {
  Opened opened;
  size_t value = 0;
  int least = -100, greatest = -100;
  OK(cuCtxGetLimit(&value, 0));
  CHECK(value == 1024);
  OK(cuCtxSetLimit(0, 4096));
  OK(cuCtxGetLimit(&value, 0));
  CHECK(value == 4096);
  EXPECT(cuCtxSetLimit(99, 1), CUDA_ERROR_UNSUPPORTED_LIMIT);
  EXPECT(cuCtxGetLimit(&value, -1), CUDA_ERROR_UNSUPPORTED_LIMIT);
  OK(cuCtxGetStreamPriorityRange(&least, &greatest));
  CHECK(least == 0 && greatest == -5);
}

TEST("contexts", "refuse handles of other kinds") {
  Opened opened;
  const CUstream stream = createStream();
  EXPECT(cuCtxPushCurrent_v2(reinterpret_cast<CUcontext>(stream)), CUDA_ERROR_INVALID_CONTEXT);
  EXPECT(cuEventQuery(reinterpret_cast<CUevent>(stream)), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuCtxPushCurrent_v2(reinterpret_cast<CUcontext>(0x1234)), CUDA_ERROR_INVALID_CONTEXT);
}

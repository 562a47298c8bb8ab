// Ends of threads and of the process, and many threads at once.
#include <atomic>
#include <chrono>
#include <thread>

#include "harness.h"

namespace {

// Threads without work end, but for the few that are parked; a moment after the last work was seen done.
bool threadsPark() {
  constexpr uint64_t parked = 8;
  for (int i = 0; i < 10000 && statistics().threads > parked; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return statistics().threads <= parked;
}

void hammer(CUcontext context, CUstream shared, CUevent event) {
  OK(cuCtxSetCurrent(context));
  const CUstream own = createStream(0);
  const CUdeviceptr from = allocate(65536), to = allocate(65536);
  unsigned char value = 0;
  for (int i = 0; i < 100; ++i) {
    OK(cuMemsetD8Async(from, static_cast<unsigned char>(i), 65536, own));
    OK(cuMemcpyDtoDAsync_v2(to, from, 65536, own));
    OK(cuEventRecord(event, shared));
    OK(cuStreamWaitEvent(own, event, 0));
    if (i % 10 == 0) OK(cuMemsetD8Async(to, static_cast<unsigned char>(i), 100, nullptr));
    OK(cuMemcpyDtoHAsync_v2(&value, to + 1000, 1, own));
    CHECK(value == i);
  }
  OK(cuMemFree_v2(from));
  OK(cuMemFree_v2(to));
  OK(cuStreamDestroy_v2(own));
}

}  // namespace

TEST("threads", "share a context, a stream and an event") {
  Opened opened;
  const CUstream shared = createStream(0);
  const CUevent event = createEvent();
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) threads.emplace_back(hammer, opened.context, shared, event);
  for (std::thread &thread : threads) thread.join();
  OK(cuCtxSynchronize());
  CHECK(statistics().allocations == 0 && statistics().streams == 1);
}

TEST("threads", "may end with contexts current and work queued") {
  Opened opened;
  std::atomic<int> done{0};
  for (int i = 0; i < 50; ++i) {
    std::thread([&] {
      OK(cuCtxPushCurrent_v2(opened.context));
      OK(cuMemsetD8Async(allocate(100000), 1, 100000, CU_STREAM_PER_THREAD));
      const auto count = [](void *counter) { ++*static_cast<std::atomic<int> *>(counter); };
      OK(cuLaunchHostFunc(CU_STREAM_PER_THREAD, count, &done));
    }).join();
  }
  OK(cuCtxSynchronize());
  CHECK(done == 50);
  CHECK(threadsPark());
}

TEST("threads", "of contexts made and destroyed a thousand times do not pile up") {
  OK(cuInit(0));
  for (int i = 0; i < 1000; ++i) {
    CUcontext context = nullptr;
    OK(cuCtxCreate_v2(&context, 0, 0));
    const CUstream stream = createStream(i % 2);
    OK(cuMemsetD8Async(allocate(50000), 1, 50000, stream));
    OK(cuMemsetD8Async(allocate(50000), 2, 50000, CU_STREAM_PER_THREAD));
    OK(cuCtxDestroy_v2(context));
  }
  const Statistics after = statistics();
  CHECK(after.allocations == 0 && after.streams == 0 && after.contexts == 0);
  CHECK(threadsPark());
}

TEST("threads", "do not hold up the end of the process") {
  Opened opened;
  static Gate *const never_opened = new Gate(createStream());
  CHECK(never_opened != nullptr);
  const CUstream blocked = createStream();
  OK(cuMemsetD8Async(allocate(100000), 1, 100000, blocked));
}

namespace {

// Calls the driver when the process's static objects end, after the main thread's own.
struct LateCaller {
  CUdeviceptr pointer = 0;
  CUcontext context = nullptr;
  ~LateCaller() {
    if (context == nullptr) return;
    OK(cuCtxSetCurrent(context));
    OK(cuMemFree_v2(pointer));
  }
};
LateCaller late_caller;

}  // namespace

TEST("threads", "may call the driver while the process ends") {
  Opened opened;
  late_caller.pointer = allocate(100);
  late_caller.context = opened.context;
}

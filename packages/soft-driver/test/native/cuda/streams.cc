// Streams: order within one, independence of two, the default stream's rules.
#include <atomic>
#include <thread>

#include "harness.h"

namespace {

// Appends to a list from a stream.
struct Note {
  std::vector<int> *list;
  int value;
  static void write(void *self) {
    const auto *note = static_cast<const Note *>(self);
    note->list->push_back(note->value);
  }
};

void increment(void *counter) { ++*static_cast<std::atomic<int> *>(counter); }

}  // namespace

TEST("streams", "run their work in order, after the call has returned") {
  Opened opened;
  const CUstream stream = createStream();
  std::vector<int> list;
  Note notes[] = {{&list, 1}, {&list, 2}, {&list, 3}};
  Gate gate(stream);
  for (Note &note : notes) OK(cuLaunchHostFunc(stream, Note::write, &note));
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_NOT_READY);
  CHECK(list.empty());
  gate.open();
  OK(cuStreamSynchronize(stream));
  OK(cuStreamQuery(stream));
  CHECK((list == std::vector<int>{1, 2, 3}));
}

TEST("streams", "run beside each other when non-blocking") {
  Opened opened;
  const CUstream first = createStream(), second = createStream();
  Gate gate(first);
  std::atomic<int> counter{0};
  OK(cuLaunchHostFunc(second, increment, &counter));
  OK(cuStreamSynchronize(second));
  CHECK(counter == 1);
  EXPECT(cuStreamQuery(first), CUDA_ERROR_NOT_READY);
  gate.open();
  OK(cuCtxSynchronize());
  OK(cuStreamQuery(first));
}

TEST("streams", "that block wait for the default stream, and it for them") {
  Opened opened;
  const CUstream blocking = createStream(0);
  std::vector<int> list;
  Note before{&list, 1}, between{&list, 2}, after{&list, 3};
  Gate gate(blocking);
  OK(cuLaunchHostFunc(blocking, Note::write, &before));
  OK(cuLaunchHostFunc(nullptr, Note::write, &between));
  OK(cuLaunchHostFunc(blocking, Note::write, &after));
  EXPECT(cuStreamQuery(nullptr), CUDA_ERROR_NOT_READY);
  CHECK(list.empty());
  gate.open();
  OK(cuStreamSynchronize(blocking));
  CHECK((list == std::vector<int>{1, 2, 3}));
}

TEST("streams", "that do not block are passed over by the default stream") {
  Opened opened;
  const CUstream free = createStream();
  Gate gate(free);
  std::atomic<int> counter{0};
  OK(cuLaunchHostFunc(CU_STREAM_LEGACY, increment, &counter));
  OK(cuStreamSynchronize(nullptr));
  CHECK(counter == 1);
  OK(cuMemsetD8_v2(allocate(16), 0, 16));
  gate.open();
  OK(cuStreamSynchronize(free));
}

TEST("streams", "of the default kind are synchronised with all blocking ones") {
  Opened opened;
  const CUstream blocking = createStream(0);
  std::atomic<int> counter{0};
  Gate gate(blocking);
  OK(cuLaunchHostFunc(blocking, increment, &counter));
  std::thread opener([&] { gate.open(); });
  OK(cuStreamSynchronize(nullptr));
  CHECK(counter == 1);
  opener.join();
}

TEST("streams", "of a thread are its own") {
  Opened opened;
  Gate gate(CU_STREAM_PER_THREAD);
  EXPECT(cuStreamQuery(CU_STREAM_PER_THREAD), CUDA_ERROR_NOT_READY);
  std::thread([&] {
    OK(cuCtxSetCurrent(opened.context));
    OK(cuStreamQuery(CU_STREAM_PER_THREAD));
    OK(cuMemsetD8Async(allocate(16), 0, 16, CU_STREAM_PER_THREAD));
    OK(cuStreamSynchronize(CU_STREAM_PER_THREAD));
  }).join();
  gate.open();
  OK(cuStreamSynchronize(CU_STREAM_PER_THREAD));
}

TEST("streams", "wait for events of others") {
  Opened opened;
  const CUstream first = createStream(), second = createStream();
  const CUevent event = createEvent();
  std::vector<int> list;
  Note before{&list, 1}, after{&list, 2};
  Gate gate(first);
  OK(cuLaunchHostFunc(first, Note::write, &before));
  OK(cuEventRecord(event, first));
  OK(cuStreamWaitEvent(second, event, 0));
  OK(cuLaunchHostFunc(second, Note::write, &after));
  OK(cuEventDestroy_v2(event));
  EXPECT(cuStreamQuery(second), CUDA_ERROR_NOT_READY);
  gate.open();
  OK(cuStreamSynchronize(second));
  CHECK((list == std::vector<int>{1, 2}));
}

TEST("streams", "call back with their handle and success") {
  Opened opened;
  struct Seen {
    CUstream stream = nullptr;
    CUresult status = CUDA_ERROR_UNKNOWN;
  } seen;
  const CUstream stream = createStream();
  const auto callback = [](CUstream from, CUresult status, void *data) { *static_cast<Seen *>(data) = {from, status}; };
  OK(cuStreamAddCallback(stream, callback, &seen, 0));
  OK(cuStreamSynchronize(stream));
  CHECK(seen.stream == stream && seen.status == CUDA_SUCCESS);
  EXPECT(cuStreamAddCallback(stream, callback, &seen, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuStreamAddCallback(stream, nullptr, &seen, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchHostFunc(stream, nullptr, &seen), CUDA_ERROR_INVALID_VALUE);
}

TEST("streams", "forbid the driver to what they call") {
  Opened opened;
  const CUstream stream = createStream();
  CUresult inside = CUDA_SUCCESS;
  OK(cuLaunchHostFunc(
      stream, [](void *result) { *static_cast<CUresult *>(result) = cuCtxSynchronize(); }, &inside));
  OK(cuStreamSynchronize(stream));
  CHECK(inside == CUDA_ERROR_NOT_PERMITTED);
}

TEST("streams", "finish their work after they are destroyed") {
  Opened opened;
  const CUstream stream = createStream();
  std::atomic<int> counter{0};
  Gate gate(stream);
  OK(cuLaunchHostFunc(stream, increment, &counter));
  OK(cuStreamDestroy_v2(stream));
  EXPECT(cuStreamDestroy_v2(stream), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuLaunchHostFunc(stream, increment, &counter), CUDA_ERROR_INVALID_HANDLE);
  gate.open();
  OK(cuCtxSynchronize());
  CHECK(counter == 1);
}

TEST("streams", "know their flags, priority and context") {
  Opened opened;
  CUstream stream = nullptr;
  int priority = 1;
  unsigned flags = 0;
  CUcontext context = nullptr;
  OK(cuStreamCreateWithPriority(&stream, CU_STREAM_NON_BLOCKING, -100));
  OK(cuStreamGetPriority(stream, &priority));
  CHECK(priority == -5);
  OK(cuStreamGetFlags(stream, &flags));
  CHECK(flags == CU_STREAM_NON_BLOCKING);
  OK(cuStreamGetCtx(stream, &context));
  CHECK(context == opened.context);
  OK(cuStreamGetCtx(nullptr, &context));
  CHECK(context == opened.context);
  EXPECT(cuStreamCreate(&stream, 8), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuStreamCreate(nullptr, 0), CUDA_ERROR_INVALID_VALUE);
}

TEST("streams", "cannot be destroyed when they are the default ones") {
  Opened opened;
  EXPECT(cuStreamDestroy_v2(nullptr), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuStreamDestroy_v2(CU_STREAM_LEGACY), CUDA_ERROR_INVALID_HANDLE);
}

TEST("streams", "by the hundred keep their order and leave few threads") {
  Opened opened;
  constexpr int count = 100, rounds = 50;
  std::vector<CUstream> streams;
  std::vector<std::vector<int>> lists(count);
  std::vector<Note> notes;
  notes.reserve(count * rounds);
  for (int i = 0; i < count; ++i) streams.push_back(createStream(i % 2));
  for (int round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < count; ++i) {
      notes.push_back({&lists[i], round});
      OK(cuLaunchHostFunc(streams[i], Note::write, &notes.back()));
    }
  }
  OK(cuCtxSynchronize());
  for (const std::vector<int> &list : lists) {
    CHECK(list.size() == rounds);
    for (int round = 0; round < rounds; ++round) CHECK(list[static_cast<size_t>(round)] == round);
  }
  for (const CUstream stream : streams) OK(cuStreamDestroy_v2(stream));
  CHECK(statistics().streams == 0);
}

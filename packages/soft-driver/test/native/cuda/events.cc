// Events: what they mark, measure and refuse.
#include <thread>

#include "harness.h"

TEST("events", "are complete before they are recorded") {
  Opened opened;
  const CUevent event = createEvent();
  OK(cuEventQuery(event));
  OK(cuEventSynchronize(event));
  OK(cuStreamWaitEvent(createStream(), event, 0));
}

TEST("events", "complete with the work before them") {
  Opened opened;
  const CUstream stream = createStream();
  const CUevent event = createEvent();
  Gate gate(stream);
  OK(cuEventRecord(event, stream));
  EXPECT(cuEventQuery(event), CUDA_ERROR_NOT_READY);
  std::thread opener([&] { gate.open(); });
  OK(cuEventSynchronize(event));
  OK(cuEventQuery(event));
  opener.join();
  OK(cuStreamSynchronize(stream));
}

TEST("events", "measure time between them") {
  Opened opened;
  const CUstream stream = createStream();
  const CUevent start = createEvent(), end = createEvent();
  float milliseconds = -1;
  OK(cuEventRecord(start, stream));
  Gate gate(stream);
  OK(cuEventRecord(end, stream));
  EXPECT(cuEventElapsedTime(&milliseconds, start, end), CUDA_ERROR_NOT_READY);
  gate.open();
  OK(cuEventSynchronize(end));
  OK(cuEventElapsedTime(&milliseconds, start, end));
  CHECK(milliseconds > 0);
  float back = 0;
  OK(cuEventElapsedTime(&back, end, start));
  CHECK(back == -milliseconds);
  OK(cuStreamSynchronize(stream));
}

TEST("events", "do not measure when unrecorded or without timing") {
  Opened opened;
  const CUevent timed = createEvent(), untimed = createEvent(CU_EVENT_DISABLE_TIMING), unrecorded = createEvent();
  float milliseconds = 0;
  OK(cuEventRecord(timed, nullptr));
  OK(cuEventRecord(untimed, nullptr));
  OK(cuEventSynchronize(timed));
  EXPECT(cuEventElapsedTime(&milliseconds, timed, untimed), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuEventElapsedTime(&milliseconds, timed, unrecorded), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuEventElapsedTime(nullptr, timed, timed), CUDA_ERROR_INVALID_VALUE);
}

TEST("events", "can be recorded again while the earlier record is waited for") {
  Opened opened;
  const CUstream first = createStream(), second = createStream(), waiter = createStream();
  const CUevent event = createEvent();
  Gate firstGate(first), secondGate(second);
  OK(cuEventRecord(event, first));
  OK(cuStreamWaitEvent(waiter, event, 0));
  OK(cuEventRecord(event, second));
  firstGate.open();
  OK(cuStreamSynchronize(waiter));
  EXPECT(cuEventQuery(event), CUDA_ERROR_NOT_READY);
  secondGate.open();
  OK(cuEventSynchronize(event));
  OK(cuCtxSynchronize());
}

TEST("events", "end once and belong to a context") {
  Opened opened;
  const CUevent event = createEvent();
  CUcontext other = nullptr;
  OK(cuCtxCreate_v2(&other, 0, 0));
  const CUstream stream = createStream();
  EXPECT(cuEventRecord(event, stream), CUDA_ERROR_INVALID_HANDLE);
  OK(cuEventDestroy_v2(event));
  EXPECT(cuEventDestroy_v2(event), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuEventRecord(event, nullptr), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuEventQuery(event), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuEventSynchronize(nullptr), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuStreamWaitEvent(stream, event, 0), CUDA_ERROR_INVALID_HANDLE);
}

TEST("events", "between processes must be untimed, and cannot be had here") {
  Opened opened;
  CUevent event = nullptr;
  CUipcEventHandle handle;
  EXPECT(cuEventCreate(&event, CU_EVENT_INTERPROCESS), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuEventCreate(&event, 64), CUDA_ERROR_INVALID_VALUE);
  event = createEvent(CU_EVENT_INTERPROCESS | CU_EVENT_DISABLE_TIMING);
  EXPECT(cuIpcGetEventHandle(&handle, event), CUDA_ERROR_NOT_SUPPORTED);
}

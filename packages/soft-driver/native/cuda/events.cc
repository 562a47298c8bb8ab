// Events and the event functions.
#include "cuda/api.h"

namespace nvcodec::soft {

void Event::record(Stream &stream) {
  auto completion = std::make_shared<Completion>();
  // Under the lock, so that of two concurrent records the last one queued is the last one kept.
  const std::lock_guard lock(mutex_);
  last_ = completion;
  stream.submit([completion] { completion->finish(); });
}

std::shared_ptr<Completion> Event::last() {
  const std::lock_guard lock(mutex_);
  return last_;
}

}  // namespace nvcodec::soft

using namespace nvcodec::soft;

namespace {

constexpr unsigned known_flags = CU_EVENT_BLOCKING_SYNC | CU_EVENT_DISABLE_TIMING | CU_EVENT_INTERPROCESS;

std::shared_ptr<Event> eventOf(CUevent handle) {
  std::shared_ptr<Event> event = driver().events.find(handle);
  require(event != nullptr, CUDA_ERROR_INVALID_HANDLE);
  return event;
}

CUresult record(const char *function, CUevent event, CUstream stream) {
  return initialised(function, [&] {
    const std::shared_ptr<Event> recorded = eventOf(event);
    const std::shared_ptr<Stream> on = streamOf(stream);
    require(on->context == recorded->context, CUDA_ERROR_INVALID_HANDLE);
    recorded->record(*on);
    return CUDA_SUCCESS;
  });
}

// The time of an event that can be measured.
Completion::Clock::time_point timeOf(const std::shared_ptr<Event> &event) {
  const std::shared_ptr<Completion> last = event->last();
  require(last != nullptr && (event->flags & CU_EVENT_DISABLE_TIMING) == 0, CUDA_ERROR_INVALID_HANDLE);
  require(last->done(), CUDA_ERROR_NOT_READY);
  return last->at();
}

}  // namespace

CUresult cuEventCreate(CUevent *event, unsigned flags) {
  return inContext(__func__, [&](Context &context) {
    require(event != nullptr && (flags & ~known_flags) == 0, CUDA_ERROR_INVALID_VALUE);
    const bool interprocess = (flags & CU_EVENT_INTERPROCESS) != 0;
    require(!interprocess || (flags & CU_EVENT_DISABLE_TIMING) != 0, CUDA_ERROR_INVALID_VALUE);
    *event = driver().events.add(std::make_shared<Event>(context.handle, flags));
    return CUDA_SUCCESS;
  });
}

CUresult cuEventRecord(CUevent event, CUstream stream) { return record(__func__, event, stream); }

CUresult cuEventRecordWithFlags(CUevent event, CUstream stream, unsigned) { return record(__func__, event, stream); }

CUresult cuEventQuery(CUevent event) {
  return initialised(__func__, [&] {
    const std::shared_ptr<Completion> last = eventOf(event)->last();
    return !last || last->done() ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY;
  });
}

CUresult cuEventSynchronize(CUevent event) {
  return initialised(__func__, [&] {
    const std::shared_ptr<Completion> last = eventOf(event)->last();
    if (last) last->wait();
    return CUDA_SUCCESS;
  });
}

CUresult cuEventElapsedTime(float *milliseconds, CUevent start, CUevent end) {
  return initialised(__func__, [&] {
    require(milliseconds != nullptr, CUDA_ERROR_INVALID_VALUE);
    const auto from = timeOf(eventOf(start));
    const auto to = timeOf(eventOf(end));
    *milliseconds = std::chrono::duration<float, std::milli>(to - from).count();
    return CUDA_SUCCESS;
  });
}

CUresult cuEventDestroy_v2(CUevent event) {
  return initialised(__func__, [&] {
    require(driver().events.take(event) != nullptr, CUDA_ERROR_INVALID_HANDLE);
    return CUDA_SUCCESS;
  });
}

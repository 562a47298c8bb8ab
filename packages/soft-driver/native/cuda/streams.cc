// The stream functions.
#include "cuda/api.h"

using namespace nvcodec::soft;

namespace {

constexpr int greatest_priority = -5;

CUresult create(Context &context, CUstream *stream, unsigned flags, int priority) {
  require(stream != nullptr && (flags & ~CU_STREAM_NON_BLOCKING) == 0, CUDA_ERROR_INVALID_VALUE);
  const bool nonBlocking = (flags & CU_STREAM_NON_BLOCKING) != 0;
  const int clamped = std::min(0, std::max(priority, greatest_priority));
  const StreamKind kind = nonBlocking ? StreamKind::NonBlocking : StreamKind::Blocking;
  *stream = driver().streams.add(context.createStream(kind, clamped));
  return CUDA_SUCCESS;
}

}  // namespace

CUresult cuStreamCreate(CUstream *stream, unsigned flags) {
  return inContext(__func__, [&](Context &context) { return create(context, stream, flags, 0); });
}

CUresult cuStreamCreateWithPriority(CUstream *stream, unsigned flags, int priority) {
  return inContext(__func__, [&](Context &context) { return create(context, stream, flags, priority); });
}

CUresult cuStreamGetPriority(CUstream stream, int *priority) {
  return initialised(__func__, [&] {
    require(priority != nullptr, CUDA_ERROR_INVALID_VALUE);
    *priority = streamOf(stream)->priority;
    return CUDA_SUCCESS;
  });
}

CUresult cuStreamGetFlags(CUstream stream, unsigned *flags) {
  return initialised(__func__, [&] {
    require(flags != nullptr, CUDA_ERROR_INVALID_VALUE);
    *flags = streamOf(stream)->kind == StreamKind::NonBlocking ? CU_STREAM_NON_BLOCKING : 0u;
    return CUDA_SUCCESS;
  });
}

CUresult cuStreamGetCtx(CUstream stream, CUcontext *context) {
  return initialised(__func__, [&] {
    require(context != nullptr, CUDA_ERROR_INVALID_VALUE);
    *context = streamOf(stream)->context;
    return CUDA_SUCCESS;
  });
}

CUresult cuStreamQuery(CUstream stream) {
  return initialised(__func__, [&] { return streamOf(stream)->idle() ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY; });
}

CUresult cuStreamSynchronize(CUstream stream) {
  return initialised(__func__, [&] {
    streamOf(stream)->synchronize();
    return CUDA_SUCCESS;
  });
}

CUresult cuStreamWaitEvent(CUstream stream, CUevent event, unsigned) {
  return initialised(__func__, [&] {
    const std::shared_ptr<Stream> on = streamOf(stream);
    const std::shared_ptr<Event> awaited = driver().events.find(event);
    require(awaited != nullptr, CUDA_ERROR_INVALID_HANDLE);
    std::shared_ptr<Completion> completion = awaited->last();
    if (!completion || completion->done()) return CUDA_SUCCESS;
    on->submit([completion = std::move(completion)] { completion->wait(); }, Where::Runner);
    return CUDA_SUCCESS;
  });
}

CUresult cuStreamAddCallback(CUstream stream, CUstreamCallback callback, void *userData, unsigned flags) {
  return initialised(__func__, [&] {
    require(callback != nullptr && flags == 0, CUDA_ERROR_INVALID_VALUE);
    streamOf(stream)->submit([=] { callback(stream, CUDA_SUCCESS, userData); }, Where::Runner);
    return CUDA_SUCCESS;
  });
}

// Work that is queued is still done; only the handle ends now.
CUresult cuStreamDestroy_v2(CUstream stream) {
  return initialised(__func__, [&] {
    require(driver().streams.take(stream) != nullptr, CUDA_ERROR_INVALID_HANDLE);
    return CUDA_SUCCESS;
  });
}

CUresult cuLaunchHostFunc(CUstream stream, CUhostFn function, void *userData) {
  return initialised(__func__, [&] {
    require(function != nullptr, CUDA_ERROR_INVALID_VALUE);
    streamOf(stream)->submit([=] { function(userData); }, Where::Runner);
    return CUDA_SUCCESS;
  });
}

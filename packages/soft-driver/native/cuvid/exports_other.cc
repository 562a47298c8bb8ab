// The exported functions of context locks, and those of video sources, which this driver does not offer.
#include "cuvid/exports.h"

using namespace nvcodec::soft;

namespace nvcodec::soft {

ContextLocks &contextLocks() {
  static ContextLocks *const instance = new ContextLocks;
  return *instance;
}

}  // namespace nvcodec::soft

namespace {

std::shared_ptr<ContextLock> find(CUvideoctxlock handle) {
  std::shared_ptr<ContextLock> lock = contextLocks().find(handle);
  require(lock != nullptr, CUDA_ERROR_INVALID_HANDLE);
  return lock;
}

CUresult unsupported(const char *function) {
  return exported(function, [] { throw Failure{CUDA_ERROR_NOT_SUPPORTED}; });
}

}  // namespace

CUresult cuvidCtxLockCreate(CUvideoctxlock *handle, CUcontext context) {
  return exported(__func__, [&] {
    require(handle != nullptr && context != nullptr, CUDA_ERROR_INVALID_VALUE);
    *handle = contextLocks().add(std::make_shared<ContextLock>(context));
  });
}

CUresult cuvidCtxLockDestroy(CUvideoctxlock handle) {
  return exported(__func__, [&] { require(contextLocks().take(handle) != nullptr, CUDA_ERROR_INVALID_HANDLE); });
}

CUresult cuvidCtxLock(CUvideoctxlock handle, unsigned) {
  return exported(__func__, [&] { find(handle)->lock(); });
}

CUresult cuvidCtxUnlock(CUvideoctxlock handle, unsigned) {
  return exported(__func__, [&] { find(handle)->unlock(); });
}

CUresult cuvidCreateVideoSource(CUvideosource *, const char *, void *) { return unsupported(__func__); }
CUresult cuvidCreateVideoSourceW(CUvideosource *, const wchar_t *, void *) { return unsupported(__func__); }
CUresult cuvidDestroyVideoSource(CUvideosource) { return unsupported(__func__); }
CUresult cuvidSetVideoSourceState(CUvideosource, cudaVideoState) { return unsupported(__func__); }
cudaVideoState cuvidGetVideoSourceState(CUvideosource) { return cudaVideoState_Error; }
CUresult cuvidGetSourceVideoFormat(CUvideosource, CUVIDEOFORMAT *, unsigned) { return unsupported(__func__); }
CUresult cuvidGetSourceAudioFormat(CUvideosource, void *, unsigned) { return unsupported(__func__); }

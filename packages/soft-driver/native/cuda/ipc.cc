// Sharing between processes, which the soft driver does not offer: its memory is private to the process.
#include "cuda/api.h"

using namespace nvcodec::soft;

CUresult cuIpcGetMemHandle(CUipcMemHandle *handle, CUdeviceptr pointer) {
  return inContext(__func__, [&](Context &) {
    require(handle != nullptr && driver().allocations.find(pointer).has_value(), CUDA_ERROR_INVALID_VALUE);
    return CUDA_ERROR_NOT_SUPPORTED;
  });
}

CUresult cuIpcOpenMemHandle_v2(CUdeviceptr *pointer, CUipcMemHandle, unsigned) {
  return inContext(__func__, [&](Context &) {
    require(pointer != nullptr, CUDA_ERROR_INVALID_VALUE);
    return CUDA_ERROR_NOT_SUPPORTED;
  });
}

CUresult cuIpcCloseMemHandle(CUdeviceptr) {
  return inContext(__func__, [](Context &) { return CUDA_ERROR_NOT_SUPPORTED; });
}

CUresult cuIpcGetEventHandle(CUipcEventHandle *handle, CUevent event) {
  return inContext(__func__, [&](Context &) {
    require(handle != nullptr, CUDA_ERROR_INVALID_VALUE);
    require(driver().events.find(event) != nullptr, CUDA_ERROR_INVALID_HANDLE);
    return CUDA_ERROR_NOT_SUPPORTED;
  });
}

CUresult cuIpcOpenEventHandle(CUevent *event, CUipcEventHandle) {
  return inContext(__func__, [&](Context &) {
    require(event != nullptr, CUDA_ERROR_INVALID_VALUE);
    return CUDA_ERROR_NOT_SUPPORTED;
  });
}

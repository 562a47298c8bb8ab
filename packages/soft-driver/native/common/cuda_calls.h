// The driver calls that the cuvid library makes, under names of their own. In a process that has loaded NVIDIA's
// driver too, the plain names are bound to that one: it makes its symbols global.
#pragma once

#include "common/deferred_rows.h"
#include "common/environment.h"
#include "cuda/cuda_types.h"

NVCODEC_SOFT_EXPORT CUresult nvcodecSoftCtxGetCurrent(CUcontext *context);
NVCODEC_SOFT_EXPORT CUresult nvcodecSoftCtxPushCurrent(CUcontext context);
NVCODEC_SOFT_EXPORT CUresult nvcodecSoftCtxPopCurrent(CUcontext *context);
NVCODEC_SOFT_EXPORT CUresult nvcodecSoftMemAlloc(CUdeviceptr *pointer, size_t bytes);
NVCODEC_SOFT_EXPORT CUresult nvcodecSoftMemFree(CUdeviceptr pointer);

// The device memory at `pointer` holds `rows` as soon as `stream` has come there; they are written when something reads
// them. For a whole allocation only.
NVCODEC_SOFT_EXPORT CUresult nvcodecSoftDefer(CUstream stream, CUdeviceptr pointer, nvcodec::soft::DeferredRows rows);

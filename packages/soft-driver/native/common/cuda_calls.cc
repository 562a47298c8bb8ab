#include "common/cuda_calls.h"

#include "cuda/cuda_abi.h"

// The library is linked with -Bsymbolic, so these plain names are its own.
CUresult nvcodecSoftCtxGetCurrent(CUcontext *context) { return cuCtxGetCurrent(context); }
CUresult nvcodecSoftCtxPushCurrent(CUcontext context) { return cuCtxPushCurrent_v2(context); }
CUresult nvcodecSoftCtxPopCurrent(CUcontext *context) { return cuCtxPopCurrent_v2(context); }
CUresult nvcodecSoftMemAlloc(CUdeviceptr *pointer, size_t bytes) { return cuMemAlloc_v2(pointer, bytes); }
CUresult nvcodecSoftMemFree(CUdeviceptr pointer) { return cuMemFree_v2(pointer); }

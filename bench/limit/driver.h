// The functions of libcuda and libnvcuvid that the limit program calls, taken from whichever pair of libraries it is
// given: NVIDIA's, or the soft driver's.
#pragma once

#include <dlfcn.h>
#include <ffnvcodec/dynlink_cuda.h>
#include <ffnvcodec/dynlink_nvcuvid.h>

#include <stdexcept>
#include <string>

#define CUDA_FUNCTIONS(F)                                                                                    \
  F(cuInit) F(cuDeviceGet) F(cuDeviceGetName) F(cuGetErrorName) F(cuDevicePrimaryCtxRetain)                  \
  F(cuCtxPushCurrent_v2) F(cuMemAlloc_v2) F(cuMemcpy2DAsync_v2) F(cuStreamCreate) F(cuEventCreate)           \
  F(cuEventRecord) F(cuEventSynchronize) F(cuStreamSynchronize) F(cuModuleLoad) F(cuModuleGetFunction)       \
  F(cuLaunchKernel) F(cuMemFree_v2) F(cuStreamDestroy_v2) F(cuEventDestroy_v2) F(cuMemcpyDtoHAsync_v2)        \
  F(cuMemHostAlloc) F(cuMemFreeHost)
#define CUVID_FUNCTIONS(F)                                                                                   \
  F(cuvidCreateVideoParser) F(cuvidParseVideoData) F(cuvidDestroyVideoParser) F(cuvidCreateDecoder)          \
  F(cuvidDestroyDecoder) F(cuvidDecodePicture) F(cuvidMapVideoFrame64) F(cuvidUnmapVideoFrame64)

// ffnvcodec declares the first only inside its loader, the others not at all.
typedef CUresult CUDAAPI tcuModuleLoad(CUmodule *module, const char *path);
typedef CUresult CUDAAPI tcuMemHostAlloc(void **pointer, size_t bytes, unsigned flags);
typedef CUresult CUDAAPI tcuMemFreeHost(void *pointer);

struct Driver {
#define DECLARE(name) t##name *name;
  CUDA_FUNCTIONS(DECLARE)
  CUVID_FUNCTIONS(DECLARE)
#undef DECLARE

  Driver(const std::string &cudaPath, const std::string &cuvidPath) {
    void *cuda = open(cudaPath);
    void *cuvid = open(cuvidPath);
#define FROM_CUDA(name) name = reinterpret_cast<t##name *>(symbol(cuda, #name));
#define FROM_CUVID(name) name = reinterpret_cast<t##name *>(symbol(cuvid, #name));
    CUDA_FUNCTIONS(FROM_CUDA)
    CUVID_FUNCTIONS(FROM_CUVID)
#undef FROM_CUDA
#undef FROM_CUVID
    check(cuInit(0), "cuInit");
  }

  void check(CUresult result, const char *call) const {
    if (result == CUDA_SUCCESS) return;
    const char *name = nullptr;
    cuGetErrorName(result, &name);
    throw std::runtime_error(std::string(call) + ": " + (name ? name : std::to_string(result).c_str()));
  }

 private:
  static void *open(const std::string &path) {
    void *library = dlopen(path.c_str(), RTLD_NOW);
    if (!library) throw std::runtime_error(dlerror());
    return library;
  }

  static void *symbol(void *library, const char *name) {
    void *address = dlsym(library, name);
    if (!address) throw std::runtime_error(std::string("no function ") + name);
    return address;
  }
};

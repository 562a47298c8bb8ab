// Opens the library, leaves a thread of it at work and closes it, as a program does that ends a worker. Ends well
// only if the library's code stays mapped. Arguments: the library, and a number of rounds.
#include <dlfcn.h>

#include <cstdlib>
#include <thread>

#include "cuda/cuda_types.h"

int main(int count, char **arguments) {
  if (count != 3) return 2;
  for (int round = std::atoi(arguments[2]); round > 0; --round) {
    void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return 3;
    const auto find = [library](const char *name) { return dlsym(library, name); };
    CUcontext context = nullptr;
    CUdeviceptr pointer = 0;
    bool good = reinterpret_cast<CUresult (*)(unsigned)>(find("cuInit"))(0) == CUDA_SUCCESS;
    good &= reinterpret_cast<CUresult (*)(CUcontext *, unsigned, CUdevice)>(find("cuCtxCreate_v2"))(&context, 0, 0) ==
            CUDA_SUCCESS;
    good &= reinterpret_cast<CUresult (*)(CUdeviceptr *, size_t)>(find("cuMemAlloc_v2"))(&pointer, 1 << 24) ==
            CUDA_SUCCESS;
    const auto fill = reinterpret_cast<CUresult (*)(CUdeviceptr, unsigned char, size_t, CUstream)>(find("cuMemsetD8Async"));
    for (int i = 0; i < 10; ++i) good &= fill(pointer, 1, 1 << 24, nullptr) == CUDA_SUCCESS;
    if (!good) return 4;
    dlclose(library);
  }
  return 0;
}

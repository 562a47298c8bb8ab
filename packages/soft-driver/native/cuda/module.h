// Modules: shared objects of host kernels (kernel_abi.h).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cuda/cuda_types.h"
#include "cuda/kernel_abi.h"

namespace nvcodec::soft {

// An open shared object; closed with the last task that runs code of it.
class Library {
 public:
  explicit Library(void *handle) : handle(handle) {}
  ~Library();
  Library(const Library &) = delete;
  Library &operator=(const Library &) = delete;

  void *const handle;
};

class Module {
 public:
  Module(CUcontext context, std::shared_ptr<Library> library) : context(context), library(std::move(library)) {}

  const CUcontext context;
  const std::shared_ptr<Library> library;
  CUmodule handle = nullptr;

  std::mutex mutex;  // guards what follows
  std::map<std::string, CUfunction> functions;
  std::vector<uintptr_t> globals;
};

struct Function {
  CUcontext context;
  CUmodule module;
  std::shared_ptr<Library> library;
  std::string name;
  NvcodecKernel entry;
  std::vector<uint32_t> parameterBytes;
};

}  // namespace nvcodec::soft

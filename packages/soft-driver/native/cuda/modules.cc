// Modules, their kernels and their global variables.
#include <dlfcn.h>
#include <link.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "cuda/api.h"
#include "cuda/module_image.h"

using namespace nvcodec::soft;

namespace {

// CUjit_option: where a compiler's messages go. Sizes travel in the pointer-sized value itself.
enum JitOption : int { InfoLogBuffer = 3, InfoLogBytes = 4, ErrorLogBuffer = 5, ErrorLogBytes = 6 };

// The limits of NVIDIA's driver, by which a table that is none is told from one that is.
constexpr uint32_t max_parameters = 1024;
constexpr uint32_t max_parameter_bytes = 4096;

void writeLog(const std::string &log, unsigned count, const int *options, void **values) {
  char *buffer = nullptr;
  size_t capacity = 0;
  void **bytesWritten = nullptr;
  for (unsigned i = 0; i < count; ++i) {
    if (options[i] == ErrorLogBuffer) buffer = static_cast<char *>(values[i]);
    if (options[i] == InfoLogBytes) values[i] = nullptr;
    if (options[i] == ErrorLogBytes) {
      capacity = reinterpret_cast<size_t>(values[i]) & 0xffffffffu;
      bytesWritten = &values[i];
    }
  }
  if (buffer != nullptr && capacity > 0) std::snprintf(buffer, capacity, "%s", log.c_str());
  const size_t written = buffer == nullptr || capacity == 0 ? 0 : std::min(log.size(), capacity - 1);
  if (bytesWritten != nullptr) *bytesWritten = reinterpret_cast<void *>(written);
}

CUresult add(Context &context, CUmodule *module, std::shared_ptr<Library> library) {
  auto added = std::make_shared<Module>(context.handle, std::move(library));
  added->handle = driver().modules.add(added);
  *module = added->handle;
  return CUDA_SUCCESS;
}

std::shared_ptr<Module> moduleOf(CUmodule handle) {
  std::shared_ptr<Module> module = driver().modules.find(handle);
  require(module != nullptr, CUDA_ERROR_INVALID_HANDLE);
  return module;
}

std::shared_ptr<Function> readKernel(const Module &module, const char *name) {
  void *entry = dlsym(module.library->handle, name);
  require(entry != nullptr, CUDA_ERROR_NOT_FOUND);
  const auto *table = static_cast<const uint32_t *>(dlsym(module.library->handle, (std::string(name) + "_params").c_str()));
  require(table != nullptr && table[0] <= max_parameters, CUDA_ERROR_INVALID_IMAGE);
  auto kernel = std::make_shared<Function>();
  kernel->context = module.context;
  kernel->module = module.handle;
  kernel->library = module.library;
  kernel->name = name;
  kernel->entry = reinterpret_cast<NvcodecKernel>(entry);
  kernel->parameterBytes.assign(table + 1, table + 1 + table[0]);
  for (const uint32_t bytes : kernel->parameterBytes)
    require(bytes > 0 && bytes <= max_parameter_bytes, CUDA_ERROR_INVALID_IMAGE);
  return kernel;
}

}  // namespace

CUresult cuModuleLoad(CUmodule *module, const char *path) {
  return inContext(__func__, [&](Context &context) {
    require(module != nullptr && path != nullptr, CUDA_ERROR_INVALID_VALUE);
    std::string log;
    return add(context, module, openModuleFile(path, log));
  });
}

CUresult cuModuleLoadData(CUmodule *module, const void *image) {
  return inContext(__func__, [&](Context &context) {
    require(module != nullptr && image != nullptr, CUDA_ERROR_INVALID_VALUE);
    std::string log;
    return add(context, module, openModuleImage(image, log));
  });
}

CUresult cuModuleLoadDataEx(CUmodule *module, const void *image, unsigned optionCount, int *options, void **values) {
  return inContext(__func__, [&](Context &context) {
    require(module != nullptr && image != nullptr, CUDA_ERROR_INVALID_VALUE);
    require(optionCount == 0 || (options != nullptr && values != nullptr), CUDA_ERROR_INVALID_VALUE);
    std::string log;
    try {
      std::shared_ptr<Library> library = openModuleImage(image, log);
      writeLog("", optionCount, options, values);
      return add(context, module, std::move(library));
    } catch (const Failure &) {
      writeLog(log, optionCount, options, values);
      throw;
    }
  });
}

CUresult cuModuleLoadFatBinary(CUmodule *, const void *) {
  return inContext(__func__, [](Context &) { return CUDA_ERROR_NOT_SUPPORTED; });
}

CUresult cuModuleGetFunction(CUfunction *function, CUmodule module, const char *name) {
  return inContext(__func__, [&](Context &) {
    require(function != nullptr && name != nullptr && *name != '\0', CUDA_ERROR_INVALID_VALUE);
    const std::shared_ptr<Module> from = moduleOf(module);
    const std::lock_guard lock(from->mutex);
    auto known = from->functions.find(name);
    if (known == from->functions.end())
      known = from->functions.emplace(name, driver().functions.add(readKernel(*from, name))).first;
    *function = known->second;
    return CUDA_SUCCESS;
  });
}

// The variable becomes known memory, so that it can be copied to and from.
CUresult cuModuleGetGlobal_v2(CUdeviceptr *pointer, size_t *bytes, CUmodule module, const char *name) {
  return inContext(__func__, [&](Context &context) {
    require(name != nullptr && (pointer != nullptr || bytes != nullptr), CUDA_ERROR_INVALID_VALUE);
    const std::shared_ptr<Module> from = moduleOf(module);
    void *address = dlsym(from->library->handle, name);
    Dl_info where;
    const ElfW(Sym) *symbol = nullptr;
    require(address != nullptr && dladdr1(address, &where, (void **)&symbol, RTLD_DL_SYMENT) != 0, CUDA_ERROR_NOT_FOUND);
    require(symbol != nullptr && ELF64_ST_TYPE(symbol->st_info) == STT_OBJECT && symbol->st_size > 0,
            CUDA_ERROR_NOT_FOUND);
    const auto base = reinterpret_cast<uintptr_t>(address);
    const std::lock_guard lock(from->mutex);
    if (driver().allocations.add({base, symbol->st_size, MemoryKind::ModuleGlobal, from->context, context.device}))
      from->globals.push_back(base);
    if (pointer != nullptr) *pointer = base;
    if (bytes != nullptr) *bytes = symbol->st_size;
    return CUDA_SUCCESS;
  });
}

// Launches that are queued hold the library, so it is closed after the last of them.
CUresult cuModuleUnload(CUmodule module) {
  return inContext(__func__, [&](Context &) {
    const std::shared_ptr<Module> ending = driver().modules.take(module);
    require(ending != nullptr, CUDA_ERROR_INVALID_HANDLE);
    driver().functions.takeIf([module](const Function &kernel) { return kernel.module == module; });
    const std::lock_guard lock(ending->mutex);
    for (const uintptr_t base : ending->globals) driver().allocations.take(base, MemoryKind::ModuleGlobal);
    return CUDA_SUCCESS;
  });
}

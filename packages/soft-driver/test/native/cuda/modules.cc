// Modules: loading host kernels from files and memory, and saying no to everything else.
#include <dirent.h>

#include <cstring>
#include <fstream>

#include "harness.h"

namespace {

CUmodule loadKernels() {
  CUmodule module = nullptr;
  OK(cuModuleLoad(&module, kernelsPath().c_str()));
  return module;
}

int openDescriptors() {
  int count = 0;
  DIR *directory = opendir("/proc/self/fd");
  while (readdir(directory) != nullptr) ++count;
  closedir(directory);
  return count;
}

uint32_t readCounter(CUmodule module) {
  CUdeviceptr pointer = 0;
  uint32_t value = 0;
  OK(cuModuleGetGlobal_v2(&pointer, nullptr, module, "module_counter"));
  OK(cuMemcpyDtoH_v2(&value, pointer, sizeof(value)));
  return value;
}

void addToCounter(CUmodule module, uint32_t value) {
  CUfunction function = nullptr;
  void *parameters[] = {&value};
  OK(cuModuleGetFunction(&function, module, "count_in_module"));
  OK(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, nullptr, parameters, nullptr));
}

}  // namespace

TEST("modules", "load from a file and give their kernels") {
  Opened opened;
  const CUmodule module = loadKernels();
  CUfunction function = nullptr, again = nullptr;
  CUmodule owner = nullptr;
  OK(cuModuleGetFunction(&function, module, "add_one"));
  OK(cuModuleGetFunction(&again, module, "add_one"));
  CHECK(function == again);
  OK(cuFuncGetModule(&owner, function));
  CHECK(owner == module);
  OK(cuModuleGetFunction(&function, module, "no_arguments"));
  OK(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, nullptr, nullptr, nullptr));
  EXPECT(cuModuleGetFunction(&function, module, "missing"), CUDA_ERROR_NOT_FOUND);
  EXPECT(cuModuleGetFunction(&function, module, ""), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuModuleGetFunction(&function, module, "no_table"), CUDA_ERROR_INVALID_IMAGE);
}

TEST("modules", "load from memory, each load with variables of its own, and leave no file open") {
  Opened opened;
  const std::vector<char> image = readFile(kernelsPath());
  const int before = openDescriptors();
  CUmodule first = nullptr, second = nullptr;
  OK(cuModuleLoadData(&first, image.data()));
  OK(cuModuleLoadData(&second, image.data()));
  addToCounter(first, 10);
  CHECK(readCounter(first) == 15 && readCounter(second) == 5);
  OK(cuModuleUnload(first));
  OK(cuModuleLoadDataEx(&first, image.data(), 0, nullptr, nullptr));
  CHECK(readCounter(first) == 5);
  CHECK(openDescriptors() == before);
  OK(cuModuleUnload(first));
  OK(cuModuleUnload(second));
  CHECK(statistics().modules == 0);
}

TEST("modules", "have variables that are device memory while they are loaded") {
  Opened opened;
  const CUmodule module = loadKernels();
  CUdeviceptr pointer = 0;
  size_t bytes = 0;
  uint32_t value = 77;
  OK(cuModuleGetGlobal_v2(&pointer, &bytes, module, "module_counter"));
  CHECK(bytes == 4);
  OK(cuMemcpyHtoD_v2(pointer, &value, 4));
  addToCounter(module, 1);
  CHECK(readCounter(module) == 78);
  EXPECT(cuMemcpyHtoD_v2(pointer, &value, 5), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemFree_v2(pointer), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuModuleGetGlobal_v2(&pointer, &bytes, module, "missing"), CUDA_ERROR_NOT_FOUND);
  EXPECT(cuModuleGetGlobal_v2(&pointer, &bytes, module, "add_one"), CUDA_ERROR_NOT_FOUND);
  OK(cuModuleUnload(module));
  EXPECT(cuMemcpyHtoD_v2(pointer, &value, 4), CUDA_ERROR_INVALID_VALUE);
}

TEST("modules", "refuse missing files, directories, text and other files") {
  Opened opened;
  CUmodule module = nullptr;
  EXPECT(cuModuleLoad(&module, "/no/such/file.so"), CUDA_ERROR_FILE_NOT_FOUND);
  EXPECT(cuModuleLoad(&module, "/"), CUDA_ERROR_FILE_NOT_FOUND);
  EXPECT(cuModuleLoad(&module, "/proc/self/status"), CUDA_ERROR_INVALID_IMAGE);
  EXPECT(cuModuleLoad(&module, nullptr), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuModuleLoadData(&module, "just text"), CUDA_ERROR_INVALID_IMAGE);
  EXPECT(cuModuleLoadData(&module, ""), CUDA_ERROR_INVALID_IMAGE);
  EXPECT(cuModuleLoadFatBinary(&module, "x"), CUDA_ERROR_NOT_SUPPORTED);
  CHECK(statistics().modules == 0);
}

TEST("modules", "refuse PTX and say so in the log") {
  Opened opened;
  CUmodule module = nullptr;
  const char *ptx = "// made by hand\n/* two\n lines */\n.version 6.0\n.target sm_52\n";
  char log[200] = {};
  int options[] = {5, 6};
  void *values[] = {log, reinterpret_cast<void *>(sizeof(log))};
  EXPECT(cuModuleLoadData(&module, ptx), CUDA_ERROR_INVALID_PTX);
  EXPECT(cuModuleLoadDataEx(&module, ptx, 2, options, values), CUDA_ERROR_INVALID_PTX);
  CHECK(std::strstr(log, "not PTX") != nullptr);
  CHECK(reinterpret_cast<size_t>(values[1]) == std::strlen(log));
  char small[4] = {'x', 'x', 'x', 'x'};
  values[0] = small;
  values[1] = reinterpret_cast<void *>(sizeof(small));
  EXPECT(cuModuleLoadDataEx(&module, ptx, 2, options, values), CUDA_ERROR_INVALID_PTX);
  CHECK(small[3] == '\0');
  EXPECT(cuModuleLoadDataEx(&module, ptx, 2, nullptr, nullptr), CUDA_ERROR_INVALID_VALUE);
}

TEST("modules", "refuse code for GPUs, other processors and programs") {
  Opened opened;
  CUmodule module = nullptr;
  std::vector<char> image = readFile(kernelsPath());
  const auto patched = [&image](size_t offset, uint16_t value) {
    std::vector<char> copy = image;
    std::memcpy(&copy[offset], &value, sizeof(value));
    return copy;
  };
  constexpr size_t type_offset = 16, machine_offset = 18;
  EXPECT(cuModuleLoadData(&module, patched(machine_offset, 190).data()), CUDA_ERROR_NO_BINARY_FOR_GPU);
  EXPECT(cuModuleLoadData(&module, patched(machine_offset, 8).data()), CUDA_ERROR_NO_BINARY_FOR_GPU);
  EXPECT(cuModuleLoadData(&module, patched(type_offset, 1).data()), CUDA_ERROR_INVALID_IMAGE);
  const uint32_t fat[] = {0xba55ed50, 0, 0, 0};
  EXPECT(cuModuleLoadData(&module, fat), CUDA_ERROR_NO_BINARY_FOR_GPU);
}

TEST("modules", "are gone when unloaded, but for the work that is queued") {
  Opened opened;
  const CUmodule module = loadKernels();
  const CUstream stream = createStream();
  CUfunction function = nullptr;
  OK(cuModuleGetFunction(&function, module, "add_one"));
  CUdeviceptr numbers = allocate(4);
  OK(cuMemsetD32_v2(numbers, 1, 1));
  uint32_t count = 1;
  void *parameters[] = {&numbers, &count};
  Gate gate(stream);
  OK(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, stream, parameters, nullptr));
  OK(cuModuleUnload(module));
  EXPECT(cuModuleUnload(module), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuModuleGetFunction(&function, module, "add_one"), CUDA_ERROR_INVALID_HANDLE);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, stream, parameters, nullptr), CUDA_ERROR_INVALID_HANDLE);
  gate.open();
  OK(cuStreamSynchronize(stream));
  OK(cuMemcpyDtoH_v2(&count, numbers, 4));
  CHECK(count == 2);
}

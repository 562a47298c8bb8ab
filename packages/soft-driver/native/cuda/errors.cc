// Names and texts of the error codes.
#include "cuda/cuda_abi.h"

namespace {

struct ErrorText {
  CUresult code;
  const char *name;
  const char *text;
};

#define ERROR_TEXT(code, text) {code, #code, text}
const ErrorText error_texts[] = {
    ERROR_TEXT(CUDA_SUCCESS, "no error"),
    ERROR_TEXT(CUDA_ERROR_INVALID_VALUE, "invalid argument"),
    ERROR_TEXT(CUDA_ERROR_OUT_OF_MEMORY, "out of memory"),
    ERROR_TEXT(CUDA_ERROR_NOT_INITIALIZED, "initialization error"),
    ERROR_TEXT(CUDA_ERROR_DEINITIALIZED, "driver shutting down"),
    ERROR_TEXT(CUDA_ERROR_STUB_LIBRARY, "driver is a stub library"),
    ERROR_TEXT(CUDA_ERROR_DEVICE_UNAVAILABLE, "device is busy or unavailable"),
    ERROR_TEXT(CUDA_ERROR_NO_DEVICE, "no device found"),
    ERROR_TEXT(CUDA_ERROR_INVALID_DEVICE, "invalid device ordinal"),
    ERROR_TEXT(CUDA_ERROR_DEVICE_NOT_LICENSED, "device has no license for this"),
    ERROR_TEXT(CUDA_ERROR_INVALID_IMAGE, "module image is invalid"),
    ERROR_TEXT(CUDA_ERROR_INVALID_CONTEXT, "invalid device context"),
    ERROR_TEXT(CUDA_ERROR_CONTEXT_ALREADY_CURRENT, "context is already current"),
    ERROR_TEXT(CUDA_ERROR_MAP_FAILED, "mapping failed"),
    ERROR_TEXT(CUDA_ERROR_UNMAP_FAILED, "unmapping failed"),
    ERROR_TEXT(CUDA_ERROR_ARRAY_IS_MAPPED, "array is mapped"),
    ERROR_TEXT(CUDA_ERROR_ALREADY_MAPPED, "resource is already mapped"),
    ERROR_TEXT(CUDA_ERROR_NO_BINARY_FOR_GPU, "no kernel image for this device"),
    ERROR_TEXT(CUDA_ERROR_ALREADY_ACQUIRED, "resource is already acquired"),
    ERROR_TEXT(CUDA_ERROR_NOT_MAPPED, "resource is not mapped"),
    ERROR_TEXT(CUDA_ERROR_ECC_UNCORRECTABLE, "uncorrectable memory error"),
    ERROR_TEXT(CUDA_ERROR_UNSUPPORTED_LIMIT, "limit is not supported on this device"),
    ERROR_TEXT(CUDA_ERROR_CONTEXT_ALREADY_IN_USE, "context is in use by another thread"),
    ERROR_TEXT(CUDA_ERROR_PEER_ACCESS_UNSUPPORTED, "peer access is not supported between these devices"),
    ERROR_TEXT(CUDA_ERROR_INVALID_PTX, "PTX could not be compiled"),
    ERROR_TEXT(CUDA_ERROR_INVALID_GRAPHICS_CONTEXT, "invalid graphics context"),
    ERROR_TEXT(CUDA_ERROR_NVLINK_UNCORRECTABLE, "uncorrectable NVLink error"),
    ERROR_TEXT(CUDA_ERROR_JIT_COMPILER_NOT_FOUND, "PTX compiler library not found"),
    ERROR_TEXT(CUDA_ERROR_UNSUPPORTED_PTX_VERSION, "PTX version is newer than the driver"),
    ERROR_TEXT(CUDA_ERROR_JIT_COMPILATION_DISABLED, "PTX compilation is disabled"),
    ERROR_TEXT(CUDA_ERROR_INVALID_SOURCE, "kernel source is invalid"),
    ERROR_TEXT(CUDA_ERROR_FILE_NOT_FOUND, "file not found"),
    ERROR_TEXT(CUDA_ERROR_SHARED_OBJECT_SYMBOL_NOT_FOUND, "shared object lacks a symbol"),
    ERROR_TEXT(CUDA_ERROR_SHARED_OBJECT_INIT_FAILED, "shared object failed to initialise"),
    ERROR_TEXT(CUDA_ERROR_OPERATING_SYSTEM, "operating system call failed"),
    ERROR_TEXT(CUDA_ERROR_INVALID_HANDLE, "invalid resource handle"),
    ERROR_TEXT(CUDA_ERROR_ILLEGAL_STATE, "resource is not in the state for this operation"),
    ERROR_TEXT(CUDA_ERROR_NOT_FOUND, "named symbol not found"),
    ERROR_TEXT(CUDA_ERROR_NOT_READY, "operations are still under way"),
    ERROR_TEXT(CUDA_ERROR_ILLEGAL_ADDRESS, "illegal memory access"),
    ERROR_TEXT(CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, "launch asks for too many resources"),
    ERROR_TEXT(CUDA_ERROR_LAUNCH_TIMEOUT, "launch timed out"),
    ERROR_TEXT(CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED, "peer access is already enabled"),
    ERROR_TEXT(CUDA_ERROR_PEER_ACCESS_NOT_ENABLED, "peer access is not enabled"),
    ERROR_TEXT(CUDA_ERROR_PRIMARY_CONTEXT_ACTIVE, "primary context is in use"),
    ERROR_TEXT(CUDA_ERROR_CONTEXT_IS_DESTROYED, "context is destroyed"),
    ERROR_TEXT(CUDA_ERROR_ASSERT, "assertion in a kernel"),
    ERROR_TEXT(CUDA_ERROR_TOO_MANY_PEERS, "too many peers"),
    ERROR_TEXT(CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED, "host memory is already registered"),
    ERROR_TEXT(CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED, "host memory is not registered"),
    ERROR_TEXT(CUDA_ERROR_HARDWARE_STACK_ERROR, "hardware stack error"),
    ERROR_TEXT(CUDA_ERROR_ILLEGAL_INSTRUCTION, "illegal instruction"),
    ERROR_TEXT(CUDA_ERROR_MISALIGNED_ADDRESS, "misaligned address"),
    ERROR_TEXT(CUDA_ERROR_INVALID_ADDRESS_SPACE, "wrong address space"),
    ERROR_TEXT(CUDA_ERROR_INVALID_PC, "invalid program counter"),
    ERROR_TEXT(CUDA_ERROR_LAUNCH_FAILED, "launch failed"),
    ERROR_TEXT(CUDA_ERROR_NOT_PERMITTED, "operation not permitted"),
    ERROR_TEXT(CUDA_ERROR_NOT_SUPPORTED, "operation not supported"),
    ERROR_TEXT(CUDA_ERROR_SYSTEM_NOT_READY, "system is not ready"),
    ERROR_TEXT(CUDA_ERROR_SYSTEM_DRIVER_MISMATCH, "driver versions do not match"),
    ERROR_TEXT(CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE, "forward compatibility is not supported on this device"),
    ERROR_TEXT(CUDA_ERROR_TIMEOUT, "timed out"),
    ERROR_TEXT(CUDA_ERROR_UNKNOWN, "unknown error"),
};
#undef ERROR_TEXT

CUresult find(CUresult code, const char *ErrorText::*field, const char **out) {
  if (out == nullptr) return CUDA_ERROR_INVALID_VALUE;
  for (const ErrorText &entry : error_texts) {
    if (entry.code == code) {
      *out = entry.*field;
      return CUDA_SUCCESS;
    }
  }
  *out = nullptr;
  return CUDA_ERROR_INVALID_VALUE;
}

}  // namespace

CUresult cuGetErrorName(CUresult error, const char **name) { return find(error, &ErrorText::name, name); }

CUresult cuGetErrorString(CUresult error, const char **text) { return find(error, &ErrorText::text, text); }

// The state of the driver: one per process, made at first use and never destroyed, since its threads and the
// program's exit handlers may still touch it when static objects are gone.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

#include "cuda/allocations.h"
#include "cuda/context.h"
#include "cuda/deferred_memory.h"
#include "cuda/event.h"
#include "cuda/handle_table.h"
#include "cuda/memory_pool.h"
#include "cuda/module.h"
#include "cuda/stream.h"

namespace nvcodec::soft {

// A software device. All of them are this machine's processor and memory; they differ in number only.
struct Device {
  std::atomic<size_t> usedBytes{0};
  std::mutex mutex;  // guards what follows
  std::shared_ptr<Context> primary;
  unsigned primaryUsers = 0;
  unsigned primaryFlags = 0;
  CUmemoryPool defaultPool = nullptr;
  CUmemoryPool currentPool = nullptr;
};

constexpr int max_devices = 64;

struct Driver {
  std::atomic<bool> initialised{false};
  std::array<Device, max_devices> devices;
  Allocations allocations;
  DeferredMemory deferred;
  HandleTable<CUcontext, Context> contexts;
  HandleTable<CUstream, Stream> streams;
  HandleTable<CUevent, Event> events;
  HandleTable<CUmodule, Module> modules;
  HandleTable<CUfunction, Function> functions;
  HandleTable<CUmemoryPool, MemoryPool> pools;
};

Driver &driver();

// NVCODEC_SOFT_DEVICES.
int deviceCount();

// NVCODEC_SOFT_MEMORY: bytes of memory of each device.
size_t deviceMemoryBytes();

// The device, or Failure CUDA_ERROR_INVALID_DEVICE.
Device &deviceAt(CUdevice ordinal);

}  // namespace nvcodec::soft

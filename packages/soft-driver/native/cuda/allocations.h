// Every range of memory that the driver knows: device memory, page-locked host memory, module globals. Copies
// are held against it, so that running past an end or freeing twice is an error and not corruption.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <shared_mutex>
#include <vector>

#include "cuda/cuda_types.h"

namespace nvcodec::soft {

enum class MemoryKind { Device, PinnedHost, RegisteredHost, ModuleGlobal };

struct Allocation {
  uintptr_t base;
  size_t bytes;
  MemoryKind kind;
  CUcontext context;
  int device;
  unsigned flags = 0;            // of page-locked memory
  CUmemoryPool pool = nullptr;   // of stream-ordered memory
  bool managed = false;
  uint64_t id = 0;               // never used twice; set by the table

  bool host() const { return kind == MemoryKind::PinnedHost || kind == MemoryKind::RegisteredHost; }
};

class Allocations {
 public:
  // False where the range overlaps one that is known.
  bool add(Allocation allocation);

  // The one that holds `address`.
  std::optional<Allocation> find(uintptr_t address) const;

  // Removes and returns the one that begins at `base` and is of `kind`.
  std::optional<Allocation> take(uintptr_t base, MemoryKind kind);
  std::vector<Allocation> takeAllOf(CUcontext context);

  struct Totals {
    uint64_t deviceCount = 0;
    uint64_t deviceBytes = 0;
    uint64_t hostCount = 0;
  };
  Totals totals() const;

 private:
  mutable std::shared_mutex mutex_;
  std::map<uintptr_t, Allocation> by_base_;
  uint64_t last_id_ = 0;
};

}  // namespace nvcodec::soft

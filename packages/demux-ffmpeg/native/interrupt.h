// The switch that ends blocking I/O: FFmpeg polls it through AVIOInterruptCB about ten times a second.
#pragma once

#include <atomic>
#include <cstdint>

namespace nvcodec {

class Interrupt {
 public:
  void request() { requested_.store(true); }
  void reset() { requested_.store(false); }

  // A word in shared memory that any thread may set to non-zero; the caller keeps the memory alive.
  void watch(const int32_t* word) { word_ = word; }

  bool requested() const {
    return requested_.load(std::memory_order_relaxed) ||
           (word_ != nullptr && __atomic_load_n(word_, __ATOMIC_ACQUIRE) != 0);
  }

  // The form that AVIOInterruptCB takes.
  static int poll(void* self) { return static_cast<const Interrupt*>(self)->requested(); }

 private:
  std::atomic<bool> requested_{false};
  const int32_t* word_ = nullptr;
};

}  // namespace nvcodec

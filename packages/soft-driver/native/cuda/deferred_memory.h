// Device memory that is written when something reads it. A mapped surface is most often copied away and read by nothing
// else: its rows then go straight to where they are wanted, which spares writing and reading them once more.
//
// Only tasks of streams come here, so what was put off before in a stream's order is known when it is read.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "common/deferred_rows.h"

namespace nvcodec::soft {

class DeferredMemory {
 public:
  // The memory at `base` holds `rows` from now on; what was put off for it before is dropped.
  void put(uintptr_t base, DeferredRows rows);

  // Writes what is put off within a range. To be called before it is read or written.
  void settle(const unsigned char *from, size_t bytes);

  // The same for all memory: before a kernel, which may touch any of it.
  void settleAll();

  // Copies whole rows without writing them where they were put off for. False where `from` are no such rows.
  bool copyRows(const unsigned char *from, size_t fromPitchBytes, unsigned char *to, size_t toPitchBytes, size_t rowBytes,
                size_t rows);

  // Before the memory at `base` is given back or put off anew: its content is no longer wanted.
  void drop(uintptr_t base);

 private:
  struct Entry;
  using EntryPtr = std::shared_ptr<Entry>;

  std::vector<EntryPtr> within(uintptr_t from, size_t bytes);
  void write(const EntryPtr &entry);

  std::atomic<size_t> count_{0};  // of entries_: mostly there are none
  std::mutex mutex_;
  std::map<uintptr_t, EntryPtr> entries_;  // by base
};

}  // namespace nvcodec::soft

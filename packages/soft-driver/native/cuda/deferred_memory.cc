// The table of memory that is yet to be written.
#include "cuda/deferred_memory.h"

#include "common/cuda_calls.h"
#include "cuda/api.h"
#include "cuda/ranges.h"

namespace nvcodec::soft {

struct DeferredMemory::Entry {
  const uintptr_t base;
  const DeferredRows rows;
  std::mutex writing{};  // held while it is written: who comes meanwhile waits for that
  bool due = true;

  uintptr_t end() const { return base + rows.count * rows.pitchBytes; }
};

void DeferredMemory::put(uintptr_t base, DeferredRows rows) {
  drop(base);
  EntryPtr entry(new Entry{base, std::move(rows)});
  const std::lock_guard lock(mutex_);
  entries_[base] = std::move(entry);
  count_.store(entries_.size(), std::memory_order_release);
}

void DeferredMemory::settle(const unsigned char *from, size_t bytes) {
  if (count_.load(std::memory_order_acquire) == 0) return;
  for (const EntryPtr &entry : within(reinterpret_cast<uintptr_t>(from), bytes)) write(entry);
}

void DeferredMemory::settleAll() { settle(nullptr, SIZE_MAX); }

bool DeferredMemory::copyRows(const unsigned char *from, size_t fromPitchBytes, unsigned char *to, size_t toPitchBytes,
                              size_t rowBytes, size_t rows) {
  if (count_.load(std::memory_order_acquire) == 0) return false;
  const std::vector<EntryPtr> found = within(reinterpret_cast<uintptr_t>(from), 1);
  if (found.empty()) return false;
  const Entry &entry = *found.front();
  const size_t offset = reinterpret_cast<uintptr_t>(from) - entry.base;
  const size_t first = offset / entry.rows.pitchBytes;
  const bool whole = offset % entry.rows.pitchBytes == 0 && rowBytes == entry.rows.bytes &&
                     fromPitchBytes == entry.rows.pitchBytes && rows <= entry.rows.count - first;
  if (!whole || !entry.rows.copy) return false;
  entry.rows.copy(first, rows, to, toPitchBytes);
  return true;
}

void DeferredMemory::drop(uintptr_t base) {
  if (count_.load(std::memory_order_acquire) == 0) return;
  EntryPtr entry;
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(base);
    if (found == entries_.end()) return;
    entry = std::move(found->second);
    entries_.erase(found);
    count_.store(entries_.size(), std::memory_order_release);
  }
  const std::lock_guard writing(entry->writing);
  entry->due = false;
}

std::vector<DeferredMemory::EntryPtr> DeferredMemory::within(uintptr_t from, size_t bytes) {
  std::vector<EntryPtr> found;
  const std::lock_guard lock(mutex_);
  auto at = entries_.upper_bound(from + bytes - 1);
  while (at != entries_.begin() && (--at)->second->end() > from) found.push_back(at->second);
  return found;
}

void DeferredMemory::write(const EntryPtr &entry) {
  {
    const std::lock_guard writing(entry->writing);
    if (entry->due) entry->rows.write();
    entry->due = false;
  }
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(entry->base);
  if (found == entries_.end() || found->second != entry) return;
  entries_.erase(found);
  count_.store(entries_.size(), std::memory_order_release);
}

}  // namespace nvcodec::soft

using namespace nvcodec::soft;

CUresult nvcodecSoftDefer(CUstream stream, CUdeviceptr pointer, DeferredRows rows) {
  return inContext(__func__, [&](Context &) {
    knownRange(pointer, rows.count * rows.pitchBytes);
    const std::shared_ptr<Stream> on = streamOf(stream);
    on->submit([=] { driver().deferred.put(pointer, rows); });
    return CUDA_SUCCESS;
  });
}

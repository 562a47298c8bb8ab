// The table of known memory ranges.
#include "cuda/allocations.h"

#include <mutex>

namespace nvcodec::soft {

bool Allocations::add(Allocation allocation) {
  const std::unique_lock lock(mutex_);
  const auto after = by_base_.lower_bound(allocation.base);
  if (after != by_base_.end() && after->first < allocation.base + allocation.bytes) return false;
  if (after != by_base_.begin()) {
    const Allocation &before = std::prev(after)->second;
    if (before.base + before.bytes > allocation.base) return false;
  }
  allocation.id = ++last_id_;
  by_base_.emplace_hint(after, allocation.base, allocation);
  return true;
}

std::optional<Allocation> Allocations::find(uintptr_t address) const {
  const std::shared_lock lock(mutex_);
  auto at = by_base_.upper_bound(address);
  if (at == by_base_.begin()) return std::nullopt;
  --at;
  if (address - at->second.base >= at->second.bytes) return std::nullopt;
  return at->second;
}

std::optional<Allocation> Allocations::take(uintptr_t base, MemoryKind kind) {
  const std::unique_lock lock(mutex_);
  const auto at = by_base_.find(base);
  if (at == by_base_.end() || at->second.kind != kind) return std::nullopt;
  const Allocation taken = at->second;
  by_base_.erase(at);
  return taken;
}

std::vector<Allocation> Allocations::takeAllOf(CUcontext context) {
  std::vector<Allocation> taken;
  const std::unique_lock lock(mutex_);
  for (auto at = by_base_.begin(); at != by_base_.end();) {
    if (at->second.context == context) {
      taken.push_back(at->second);
      at = by_base_.erase(at);
    } else {
      ++at;
    }
  }
  return taken;
}

Allocations::Totals Allocations::totals() const {
  Totals sum;
  const std::shared_lock lock(mutex_);
  for (const auto &[base, allocation] : by_base_) {
    if (allocation.host()) ++sum.hostCount;
    if (allocation.kind != MemoryKind::Device) continue;
    ++sum.deviceCount;
    sum.deviceBytes += allocation.bytes;
  }
  return sum;
}

}  // namespace nvcodec::soft

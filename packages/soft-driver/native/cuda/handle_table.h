// Live objects by opaque handle. Handles are numbers that are never used twice, so that a stale one is always
// found out; they are shared over the kinds, so that a stream is no event either.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

namespace nvcodec::soft {

// Starts above the special stream handles and looks like an aligned pointer.
inline uintptr_t nextHandle() {
  static std::atomic<uintptr_t> next{0x10000};
  return next.fetch_add(16, std::memory_order_relaxed);
}

template <class Handle, class T>
class HandleTable {
 public:
  Handle add(std::shared_ptr<T> object) {
    const uintptr_t handle = nextHandle();
    const std::unique_lock lock(mutex_);
    objects_.emplace(handle, std::move(object));
    return reinterpret_cast<Handle>(handle);
  }

  // The object, or null where the handle is not (or no longer) one of this table.
  std::shared_ptr<T> find(Handle handle) const {
    const std::shared_lock lock(mutex_);
    const auto found = objects_.find(reinterpret_cast<uintptr_t>(handle));
    return found == objects_.end() ? nullptr : found->second;
  }

  // Removes and returns it.
  std::shared_ptr<T> take(Handle handle) {
    const std::unique_lock lock(mutex_);
    const auto found = objects_.find(reinterpret_cast<uintptr_t>(handle));
    if (found == objects_.end()) return nullptr;
    std::shared_ptr<T> object = std::move(found->second);
    objects_.erase(found);
    return object;
  }

  // Removes all that `condition` accepts; they are returned so that they die outside the lock.
  template <class Condition>
  std::vector<std::shared_ptr<T>> takeIf(Condition condition) {
    std::vector<std::shared_ptr<T>> taken;
    const std::unique_lock lock(mutex_);
    for (auto at = objects_.begin(); at != objects_.end();) {
      if (condition(*at->second)) {
        taken.push_back(std::move(at->second));
        at = objects_.erase(at);
      } else {
        ++at;
      }
    }
    return taken;
  }

  template <class Condition>
  std::vector<std::shared_ptr<T>> findIf(Condition condition) const {
    std::vector<std::shared_ptr<T>> found;
    const std::shared_lock lock(mutex_);
    for (const auto &entry : objects_) {
      if (condition(*entry.second)) found.push_back(entry.second);
    }
    return found;
  }

  size_t size() const {
    const std::shared_lock lock(mutex_);
    return objects_.size();
  }

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<uintptr_t, std::shared_ptr<T>> objects_;
};

}  // namespace nvcodec::soft

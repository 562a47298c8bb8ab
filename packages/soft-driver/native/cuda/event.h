// Events. Each record makes a new completion, which is what waits hold on to: recording an event again does not
// disturb those who wait for the earlier record.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "cuda/cuda_types.h"
#include "cuda/stream.h"

namespace nvcodec::soft {

class Completion {
 public:
  using Clock = std::chrono::steady_clock;

  void finish() {
    const std::lock_guard lock(mutex_);
    at_ = Clock::now();
    done_ = true;
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
  }
  bool done() {
    const std::lock_guard lock(mutex_);
    return done_;
  }
  Clock::time_point at() {
    const std::lock_guard lock(mutex_);
    return at_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  Clock::time_point at_;
};

class Event {
 public:
  Event(CUcontext context, unsigned flags) : context(context), flags(flags) {}

  const CUcontext context;
  const unsigned flags;

  void record(Stream &stream);
  // The latest record, or null.
  std::shared_ptr<Completion> last();

 private:
  std::mutex mutex_;
  std::shared_ptr<Completion> last_;
};

}  // namespace nvcodec::soft

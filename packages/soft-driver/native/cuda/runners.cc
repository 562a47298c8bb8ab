// The pool of threads that drain streams.
#include "cuda/runners.h"

#include <chrono>

#include "cuda/stream.h"
#include "cuda/threads.h"

namespace nvcodec::soft {

namespace {

constexpr unsigned max_parked = 8;
constexpr std::chrono::seconds longest_idle{1};

}  // namespace

Runners &runners() {
  static Runners *const instance = new Runners;
  return *instance;
}

bool Runners::start(std::shared_ptr<Stream> stream) {
  {
    const std::lock_guard lock(mutex_);
    if (parked_ > 0) {
      --parked_;
      waiting_.push_back(std::move(stream));
      wanted_.notify_one();
      return true;
    }
  }
  return startThread("soft-stream", [this, stream = std::move(stream)]() mutable { loop(std::move(stream)); });
}

void Runners::loop(std::shared_ptr<Stream> stream) {
  while (stream) {
    stream->drain();
    stream.reset();
    stream = park();
  }
}

std::shared_ptr<Stream> Runners::park() {
  std::unique_lock lock(mutex_);
  if (parked_ == max_parked) return nullptr;
  ++parked_;
  if (!wanted_.wait_for(lock, longest_idle, [this] { return !waiting_.empty(); })) {
    --parked_;
    return nullptr;
  }
  std::shared_ptr<Stream> stream = std::move(waiting_.front());
  waiting_.pop_front();
  return stream;
}

}  // namespace nvcodec::soft

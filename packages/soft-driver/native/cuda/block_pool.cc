// The threads that run the blocks of kernel launches.
#include "cuda/block_pool.h"

#include <algorithm>
#include <atomic>

#include "cuda/threads.h"

namespace nvcodec::soft {

namespace {

constexpr unsigned max_threads = 16;

unsigned threadCount() { return std::clamp(std::thread::hardware_concurrency(), 1u, max_threads); }

}  // namespace

struct BlockPool::Job {
  const std::function<void(uint64_t)> *body;
  uint64_t count;
  uint64_t chunk;
  std::atomic<uint64_t> next{0};
  std::mutex mutex;
  std::condition_variable finished;
  uint64_t done = 0;

  // Takes chunks until none is left. `body` is not touched after that: its owner may be gone.
  void work() {
    for (uint64_t first; (first = next.fetch_add(chunk)) < count;) {
      const uint64_t end = std::min(first + chunk, count);
      for (uint64_t i = first; i < end; ++i) (*body)(i);
      const std::lock_guard lock(mutex);
      done += end - first;
      if (done == count) finished.notify_all();
    }
  }
};

BlockPool &blockPool() {
  static BlockPool *const instance = new BlockPool;
  return *instance;
}

void BlockPool::run(uint64_t count, const std::function<void(uint64_t)> &body) {
  const unsigned threads = threadCount();
  if (count == 1 || threads == 1) {
    for (uint64_t i = 0; i < count; ++i) body(i);
    return;
  }
  auto job = std::make_shared<Job>();
  job->body = &body;
  job->count = count;
  // Some chunks for each thread even out blocks of unequal length.
  job->chunk = std::max<uint64_t>(1, count / (uint64_t{threads} * 8));
  {
    const std::lock_guard lock(mutex_);
    startHelpers();
    jobs_.push_back(job);
  }
  wanted_.notify_all();
  job->work();
  forget(job);
  std::unique_lock lock(job->mutex);
  job->finished.wait(lock, [&] { return job->done == count; });
}

void BlockPool::startHelpers() {
  if (started_) return;
  started_ = true;
  for (unsigned i = 1; i < threadCount(); ++i) startThread("soft-kernel", [this] { help(); });
}

void BlockPool::help() {
  for (;;) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      wanted_.wait(lock, [this] { return !jobs_.empty(); });
      job = jobs_.front();
    }
    job->work();
    forget(job);
  }
}

void BlockPool::forget(const std::shared_ptr<Job> &job) {
  const std::lock_guard lock(mutex_);
  const auto at = std::find(jobs_.begin(), jobs_.end(), job);
  if (at != jobs_.end()) jobs_.erase(at);
}

}  // namespace nvcodec::soft

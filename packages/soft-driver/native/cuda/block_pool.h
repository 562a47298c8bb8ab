// The threads that run the blocks of kernel launches. The thread that asks takes part, so a launch goes on even
// where no other thread can be had, and launches of several streams share the helpers.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace nvcodec::soft {

class BlockPool {
 public:
  // Calls body(0) … body(count - 1), several at a time; returns when all have.
  void run(uint64_t count, const std::function<void(uint64_t)> &body);

 private:
  struct Job;

  void startHelpers();
  void help();
  void forget(const std::shared_ptr<Job> &job);

  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<std::shared_ptr<Job>> jobs_;
  bool started_ = false;
};

BlockPool &blockPool();

}  // namespace nvcodec::soft

// A thread of its own for each demuxer that reads asynchronously.
//
// Not libuv's pool: a network read may be stuck for long, four of them would stop every file operation of the
// process, and an environment that is torn down waits for its pool work before any clean-up hook could
// interrupt it.
#pragma once

#include <napi.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace nvcodec {

class ReadWorker {
 public:
  // `interrupt` makes work in progress end soon; it is called from the environment's clean-up.
  ReadWorker(Napi::Env env, std::function<void()> interrupt);
  ~ReadWorker();
  ReadWorker(const ReadWorker&) = delete;
  ReadWorker& operator=(const ReadWorker&) = delete;

  // Runs `work` on the thread. The promise resolves to its result, after `done` has run on the JavaScript
  // thread. `keepAlive` is held until then. Only one piece of work at a time.
  Napi::Promise run(Napi::Object keepAlive, std::function<int()> work, std::function<void(int)> done);

  bool busy() const { return busy_; }

 private:
  struct Job;
  void loop();
  static void onCleanup(void* self);
  void shutDown();
  void finish(Napi::Env env, Job* job);

  Napi::Env env_;
  std::function<void()> interrupt_;
  napi_threadsafe_function completed_ = nullptr;
  std::mutex mutex_;
  std::condition_variable wake_;
  Job* next_ = nullptr;
  bool stop_ = false;
  bool busy_ = false;  // JavaScript thread only
  std::thread thread_;
};

}  // namespace nvcodec

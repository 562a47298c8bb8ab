// Hands work to the thread and its result back through a thread-safe function.
#include "read_worker.h"

namespace nvcodec {

struct ReadWorker::Job {
  Napi::Promise::Deferred deferred;
  Napi::ObjectReference keepAlive;
  std::function<int()> work;
  std::function<void(int)> done;
  int result = 0;
};

ReadWorker::ReadWorker(Napi::Env env, std::function<void()> interrupt)
    : env_(env), interrupt_(std::move(interrupt)) {
  const auto deliver = [](napi_env raw, napi_value, void* self, void* data) {
    auto* job = static_cast<Job*>(data);
    if (raw == nullptr) {
      // The environment is gone, and with it what the references point to.
      job->keepAlive.SuppressDestruct();
      delete job;
      return;
    }
    static_cast<ReadWorker*>(self)->finish(raw, job);
  };
  napi_value name = Napi::String::New(env, "nvcodec demuxer");
  NAPI_THROW_IF_FAILED_VOID(env, napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr,
                                                                 nullptr, this, deliver, &completed_));
  // An idle demuxer must not keep the process alive.
  napi_unref_threadsafe_function(env, completed_);
  // Added after the thread-safe function, this hook runs before the one that destroys it.
  napi_add_env_cleanup_hook(env, onCleanup, this);
  thread_ = std::thread([this] { loop(); });
}

ReadWorker::~ReadWorker() {
  const bool running = thread_.joinable();
  shutDown();
  // After an environment's clean-up neither hook nor thread-safe function exists any more.
  if (!running) return;
  napi_remove_env_cleanup_hook(env_, onCleanup, this);
  napi_release_threadsafe_function(completed_, napi_tsfn_abort);
}

void ReadWorker::onCleanup(void* self) { static_cast<ReadWorker*>(self)->shutDown(); }

void ReadWorker::shutDown() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  interrupt_();
  wake_.notify_one();
  thread_.join();
}

Napi::Promise ReadWorker::run(Napi::Object keepAlive, std::function<int()> work, std::function<void(int)> done) {
  auto* job = new Job{Napi::Promise::Deferred::New(env_), Napi::Persistent(keepAlive), std::move(work),
                      std::move(done)};
  const Napi::Promise promise = job->deferred.Promise();
  busy_ = true;
  napi_ref_threadsafe_function(env_, completed_);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    next_ = job;
  }
  wake_.notify_one();
  return promise;
}

void ReadWorker::loop() {
  for (;;) {
    Job* job = nullptr;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait(lock, [this] { return stop_ || next_ != nullptr; });
      if (next_ == nullptr) return;
      std::swap(job, next_);
    }
    job->result = job->work();
    // It fails only when the environment is closing, and then nobody waits for the promise any more.
    napi_call_threadsafe_function(completed_, job, napi_tsfn_blocking);
  }
}

void ReadWorker::finish(Napi::Env env, Job* job) {
  const std::unique_ptr<Job> owner(job);
  busy_ = false;
  napi_unref_threadsafe_function(env, completed_);
  try {
    job->done(job->result);
    job->deferred.Resolve(Napi::Number::New(env, job->result));
  } catch (const Napi::Error&) {
    // The JavaScript thread is being terminated: there is nobody left to tell.
  }
}

}  // namespace nvcodec

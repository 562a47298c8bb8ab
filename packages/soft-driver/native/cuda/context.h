// Contexts and which of them is current on a thread.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "cuda/cuda_types.h"
#include "cuda/stream.h"

namespace nvcodec::soft {

class Context {
 public:
  Context(int device, unsigned flags, bool primary) : device(device), primary(primary), flags(flags) {}

  const int device;
  const bool primary;
  std::atomic<unsigned> flags;
  CUcontext handle = nullptr;

  bool alive() const { return alive_.load(std::memory_order_acquire); }

  // Gives the context (anew, for a primary one) its streams.
  void start();

  // Waits for its work, then frees all that belongs to it. With `end` it is destroyed; without, it goes on
  // empty, as after a reset.
  void clear(bool end);

  std::shared_ptr<Stream> legacyStream();
  std::shared_ptr<Stream> threadStream();
  std::shared_ptr<Stream> createStream(StreamKind kind, int priority);
  void synchronize();

  std::mutex mutex;  // guards what follows
  std::set<CUcontext> peers;
  std::map<int, size_t> limits;

 private:
  std::shared_ptr<StreamGroup> group();

  std::atomic<bool> alive_{false};
  std::mutex streams_mutex_;
  std::shared_ptr<StreamGroup> group_;
  std::shared_ptr<Stream> legacy_;
};

// The thread's stack of contexts; its top is the current one.
void pushContext(std::shared_ptr<Context> context);
std::shared_ptr<Context> popContext();
std::shared_ptr<Context> topContext();

// The current context; Failure CUDA_ERROR_INVALID_CONTEXT where there is none, CONTEXT_IS_DESTROYED where it
// was destroyed.
std::shared_ptr<Context> currentContext();

// The live context of a handle, or Failure CUDA_ERROR_INVALID_CONTEXT, or CONTEXT_IS_DESTROYED for a primary
// context that nobody retains.
std::shared_ptr<Context> contextOf(CUcontext handle);

// The stream of a handle, with null, CU_STREAM_LEGACY and CU_STREAM_PER_THREAD meaning those of the current
// context; else Failure CUDA_ERROR_INVALID_HANDLE.
std::shared_ptr<Stream> streamOf(CUstream handle);

}  // namespace nvcodec::soft

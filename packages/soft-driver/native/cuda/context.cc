// Contexts: their streams, their end, and the thread's stack of them.
#include "cuda/context.h"

#include "cuda/device_memory.h"
#include "cuda/driver.h"
#include "cuda/failure.h"

namespace nvcodec::soft {

namespace {

// The thread's default stream (CU_STREAM_PER_THREAD) of a context, with the group it was made in: a primary
// context that was released and retained again has another.
struct OwnStream {
  std::shared_ptr<StreamGroup> group;
  std::shared_ptr<Stream> stream;
};

struct ThreadState {
  std::vector<std::shared_ptr<Context>> stack;
  std::map<CUcontext, OwnStream> ownStreams;

  void forgetDeadStreams() {
    for (auto at = ownStreams.begin(); at != ownStreams.end();)
      at = driver().contexts.find(at->first) ? std::next(at) : ownStreams.erase(at);
  }
};

// A plain pointer, since exit handlers may call the driver when the thread's objects are gone already; what they
// make then is left to the end of the process.
thread_local ThreadState *thread_state = nullptr;

struct ThreadEnd {
  ~ThreadEnd() {
    delete thread_state;
    thread_state = nullptr;
  }
};

ThreadState &threadState() {
  thread_local const ThreadEnd end;
  if (thread_state == nullptr) thread_state = new ThreadState;
  return *thread_state;
}

}  // namespace

void Context::start() {
  const std::lock_guard lock(streams_mutex_);
  group_ = std::make_shared<StreamGroup>();
  legacy_ = group_->create(handle, StreamKind::Legacy, 0);
  alive_.store(true, std::memory_order_release);
}

void Context::clear(bool end) {
  const std::shared_ptr<StreamGroup> ending = group();
  if (end) alive_.store(false, std::memory_order_release);
  if (ending) ending->synchronize();
  Driver &state = driver();
  const auto mine = [this](const auto &object) { return object.context == handle; };
  state.streams.takeIf(mine);
  state.events.takeIf(mine);
  state.functions.takeIf(mine);
  state.modules.takeIf(mine);
  for (const Allocation &allocation : state.allocations.takeAllOf(handle)) releaseMemory(allocation);
  {
    const std::lock_guard lock(mutex);
    peers.clear();
    limits.clear();
  }
  const std::lock_guard lock(streams_mutex_);
  if (end) {
    legacy_.reset();
    group_.reset();
  }
}

std::shared_ptr<StreamGroup> Context::group() {
  const std::lock_guard lock(streams_mutex_);
  return group_;
}

std::shared_ptr<Stream> Context::legacyStream() {
  const std::lock_guard lock(streams_mutex_);
  require(legacy_ != nullptr, CUDA_ERROR_CONTEXT_IS_DESTROYED);
  return legacy_;
}

std::shared_ptr<Stream> Context::threadStream() {
  const std::shared_ptr<StreamGroup> owner = group();
  require(owner != nullptr, CUDA_ERROR_CONTEXT_IS_DESTROYED);
  ThreadState &thread = threadState();
  OwnStream &own = thread.ownStreams[handle];
  if (own.group != owner) {
    own = {owner, owner->create(handle, StreamKind::Blocking, 0)};
    thread.forgetDeadStreams();
  }
  return own.stream;
}

std::shared_ptr<Stream> Context::createStream(StreamKind kind, int priority) {
  const std::shared_ptr<StreamGroup> owner = group();
  require(owner != nullptr, CUDA_ERROR_CONTEXT_IS_DESTROYED);
  return owner->create(handle, kind, priority);
}

void Context::synchronize() {
  if (const std::shared_ptr<StreamGroup> owner = group()) owner->synchronize();
}

void pushContext(std::shared_ptr<Context> context) { threadState().stack.push_back(std::move(context)); }

std::shared_ptr<Context> popContext() {
  auto &stack = threadState().stack;
  require(!stack.empty(), CUDA_ERROR_INVALID_CONTEXT);
  std::shared_ptr<Context> top = std::move(stack.back());
  stack.pop_back();
  return top;
}

std::shared_ptr<Context> topContext() {
  auto &stack = threadState().stack;
  return stack.empty() ? nullptr : stack.back();
}

std::shared_ptr<Context> currentContext() {
  std::shared_ptr<Context> top = topContext();
  require(top != nullptr, CUDA_ERROR_INVALID_CONTEXT);
  require(top->alive(), CUDA_ERROR_CONTEXT_IS_DESTROYED);
  return top;
}

std::shared_ptr<Context> contextOf(CUcontext handle) {
  std::shared_ptr<Context> context = driver().contexts.find(handle);
  require(context != nullptr, CUDA_ERROR_INVALID_CONTEXT);
  require(context->alive(), CUDA_ERROR_CONTEXT_IS_DESTROYED);
  return context;
}

std::shared_ptr<Stream> streamOf(CUstream handle) {
  if (handle == nullptr || handle == CU_STREAM_LEGACY) return currentContext()->legacyStream();
  if (handle == CU_STREAM_PER_THREAD) return currentContext()->threadStream();
  std::shared_ptr<Stream> stream = driver().streams.find(handle);
  require(stream != nullptr, CUDA_ERROR_INVALID_HANDLE);
  return stream;
}

}  // namespace nvcodec::soft

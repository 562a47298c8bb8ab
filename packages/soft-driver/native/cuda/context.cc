// Contexts: their streams, their end, and the thread's stack of them.
#include "cuda/context.h"

#include "cuda/device_memory.h"
#include "cuda/driver.h"
#include "cuda/failure.h"

namespace nvcodec::soft {

namespace {

thread_local std::vector<std::shared_ptr<Context>> stack;

// This thread's default streams (CU_STREAM_PER_THREAD), each with the group it was made in: a primary context
// that was released and retained again has another.
struct OwnStream {
  std::shared_ptr<StreamGroup> group;
  std::shared_ptr<Stream> stream;
};
thread_local std::map<CUcontext, OwnStream> own_streams;

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
  OwnStream &own = own_streams[handle];
  if (own.group != owner) own = {owner, owner->create(handle, StreamKind::Blocking, 0)};
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

void pushContext(std::shared_ptr<Context> context) { stack.push_back(std::move(context)); }

std::shared_ptr<Context> popContext() {
  require(!stack.empty(), CUDA_ERROR_INVALID_CONTEXT);
  std::shared_ptr<Context> top = std::move(stack.back());
  stack.pop_back();
  return top;
}

std::shared_ptr<Context> topContext() { return stack.empty() ? nullptr : stack.back(); }

std::shared_ptr<Context> currentContext() {
  require(!stack.empty(), CUDA_ERROR_INVALID_CONTEXT);
  require(stack.back()->alive(), CUDA_ERROR_CONTEXT_IS_DESTROYED);
  return stack.back();
}

std::shared_ptr<Context> contextOf(CUcontext handle) {
  std::shared_ptr<Context> context = driver().contexts.find(handle);
  require(context != nullptr && context->alive(), CUDA_ERROR_INVALID_CONTEXT);
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

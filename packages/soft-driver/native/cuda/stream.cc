// The stream engine: submission, ordering between streams, draining.
#include "cuda/stream.h"

#include <algorithm>

#include "cuda/runners.h"

namespace nvcodec::soft {

namespace {

thread_local bool running_tasks = false;

}  // namespace

bool onStreamThread() { return running_tasks; }

void Stream::submit(Task task, Where where) { enqueue(std::move(task), where); }

void Stream::submitAndWait(Task task) { waitUntil(enqueue(std::move(task), Where::AnyThread)); }

uint64_t Stream::enqueue(Task task, Where where) {
  std::unique_lock order(group_->order_);
  Entry entry{std::move(task), group_->dependenciesOf(*this)};
  std::unique_lock lock(mutex_);
  const bool start = !busy_;
  const bool here = start && where == Where::AnyThread && entry.after.empty();
  if (!here) queue_.push_back(std::move(entry));
  busy_ = true;
  const uint64_t position = ++submitted_;
  lock.unlock();
  order.unlock();
  if (here) {
    runHere(entry);
    return position;
  }
  if (start && !runners().start(shared_from_this())) drain();
  return position;
}

void Stream::runHere(Entry &entry) {
  entry.run();
  entry = Entry{};
  std::unique_lock lock(mutex_);
  ++completed_;
  changed_.notify_all();
  busy_ = !queue_.empty();
  const bool more = busy_;
  lock.unlock();
  if (more && !runners().start(shared_from_this())) drain();
}

void Stream::drain() {
  running_tasks = true;
  std::unique_lock lock(mutex_);
  while (!queue_.empty()) {
    Entry entry = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    for (const Dependency &dependency : entry.after) dependency.stream->waitUntil(dependency.position);
    entry.run();
    // What the task holds goes before its end is announced: who waited may rely on that.
    entry = Entry{};
    lock.lock();
    ++completed_;
    changed_.notify_all();
  }
  busy_ = false;
  running_tasks = false;
}

bool Stream::pending(uint64_t &position) {
  const std::lock_guard lock(mutex_);
  position = submitted_;
  return completed_ < submitted_;
}

void Stream::waitUntil(uint64_t position) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return completed_ >= position; });
}

void Stream::synchronize() {
  // The legacy stream is done only when the blocking streams before it are: an empty task collects them.
  if (kind == StreamKind::Legacy) {
    submitAndWait([] {});
  } else {
    uint64_t position = 0;
    if (pending(position)) waitUntil(position);
  }
}

bool Stream::idle() {
  if (kind == StreamKind::Legacy) {
    const std::lock_guard order(group_->order_);
    if (!group_->dependenciesOf(*this).empty()) return false;
  }
  uint64_t position = 0;
  return !pending(position);
}

std::shared_ptr<Stream> StreamGroup::create(CUcontext context, StreamKind kind, int priority) {
  auto stream = std::make_shared<Stream>(shared_from_this(), context, kind, priority);
  const std::lock_guard order(order_);
  members_.erase(std::remove_if(members_.begin(), members_.end(), [](const auto &member) { return member.expired(); }),
                 members_.end());
  members_.push_back(stream);
  return stream;
}

std::vector<Stream::Dependency> StreamGroup::dependenciesOf(const Stream &stream) {
  std::vector<Stream::Dependency> found;
  if (stream.kind == StreamKind::NonBlocking) return found;
  const StreamKind others = stream.kind == StreamKind::Legacy ? StreamKind::Blocking : StreamKind::Legacy;
  for (const std::weak_ptr<Stream> &weak : members_) {
    std::shared_ptr<Stream> member = weak.lock();
    if (!member || member->kind != others) continue;
    uint64_t position = 0;
    if (member->pending(position)) found.push_back({std::move(member), position});
  }
  return found;
}

void StreamGroup::synchronize() {
  std::vector<Stream::Dependency> pending;
  {
    const std::lock_guard order(order_);
    for (const std::weak_ptr<Stream> &weak : members_) {
      uint64_t position = 0;
      std::shared_ptr<Stream> member = weak.lock();
      if (member && member->pending(position)) pending.push_back({std::move(member), position});
    }
  }
  for (const Stream::Dependency &dependency : pending) dependency.stream->waitUntil(dependency.position);
}

}  // namespace nvcodec::soft

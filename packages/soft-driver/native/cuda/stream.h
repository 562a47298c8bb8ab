// A stream: a queue of tasks that run one after another, in the order of submission. While it has work, a
// thread of the runner pool drains it; an idle stream holds no thread.
//
// The streams of one context form a group, which gives the legacy default stream its meaning: a task on it
// starts after everything submitted before to the group's blocking streams, and a task on a blocking stream
// starts after everything submitted before to the legacy stream. Since dependencies only ever point at earlier
// submissions, they cannot form a cycle.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "cuda/cuda_types.h"

namespace nvcodec::soft {

using Task = std::function<void()>;

class StreamGroup;

enum class StreamKind { Blocking, NonBlocking, Legacy };

// Short tasks may run on the submitting thread when nothing is before them; what calls the user's code and
// what takes long goes to a runner, as its caller counts on being asynchronous.
enum class Where { AnyThread, Runner };

// Where to do a copy or fill of so many bytes: a small one is done sooner than a thread is woken.
inline Where placeFor(size_t bytes) { return bytes <= 16384 ? Where::AnyThread : Where::Runner; }

class Stream : public std::enable_shared_from_this<Stream> {
 public:
  Stream(std::shared_ptr<StreamGroup> group, CUcontext context, StreamKind kind, int priority)
      : context(context), kind(kind), priority(priority), group_(std::move(group)) {}

  const CUcontext context;
  const StreamKind kind;
  const int priority;

  // Queues a task. It must not throw.
  void submit(Task task, Where where = Where::AnyThread);
  // The same, and returns when it has run.
  void submitAndWait(Task task);

  // Waits for all that was submitted before the call.
  void synchronize();
  bool idle();

  // For runner threads: runs what is queued, until nothing is.
  void drain();

 private:
  friend class StreamGroup;

  struct Dependency {
    std::shared_ptr<Stream> stream;
    uint64_t position;
  };
  struct Entry {
    Task run;
    std::vector<Dependency> after;
  };

  uint64_t enqueue(Task task, Where where);
  void runHere(Entry &entry);
  void waitUntil(uint64_t position);
  // Whether work is under way; `position` is set to its end.
  bool pending(uint64_t &position);

  const std::shared_ptr<StreamGroup> group_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> queue_;
  bool busy_ = false;
  uint64_t submitted_ = 0;
  uint64_t completed_ = 0;
};

class StreamGroup : public std::enable_shared_from_this<StreamGroup> {
 public:
  std::shared_ptr<Stream> create(CUcontext context, StreamKind kind, int priority);

  // Waits for all that was submitted to any stream of the group before the call.
  void synchronize();

 private:
  friend class Stream;

  std::vector<Stream::Dependency> dependenciesOf(const Stream &stream);

  // Held from collecting a task's dependencies until it is queued: one order of submissions over the group.
  std::mutex order_;
  // Weak: a destroyed stream stays alive while a runner drains it and counts as long as it does.
  std::vector<std::weak_ptr<Stream>> members_;
};

// Whether the calling thread is running a stream's task: the driver API may not be called from there.
bool onStreamThread();

}  // namespace nvcodec::soft

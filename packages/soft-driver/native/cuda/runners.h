// The pool of threads that drain streams. It grows with the number of streams that have work at one time (a
// stream may wait for another, so a fixed size could lock up) and keeps a few threads parked for a while.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

namespace nvcodec::soft {

class Stream;

class Runners {
 public:
  // Has a thread drain the stream; false where no thread could be had.
  bool start(std::shared_ptr<Stream> stream);

 private:
  void loop(std::shared_ptr<Stream> stream);
  std::shared_ptr<Stream> park();

  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<std::shared_ptr<Stream>> waiting_;
  unsigned parked_ = 0;
};

Runners &runners();

}  // namespace nvcodec::soft

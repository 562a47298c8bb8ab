// Threads of the driver: detached, deaf to signals (those belong to the program), and parked on a condition
// variable of a never-destroyed object when idle, so that neither process exit nor dlclose has to join them.
#pragma once

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <cstdint>
#include <system_error>
#include <thread>

namespace nvcodec::soft {

inline std::atomic<uint64_t> live_threads{0};

// Starts a detached thread; false where the system has none left to give.
template <class Body>
bool startThread(const char *name, Body body) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool started = true;
  ++live_threads;
  try {
    std::thread([name, body = std::move(body)]() mutable {
      pthread_setname_np(pthread_self(), name);
      body();
      --live_threads;
    }).detach();
  } catch (const std::system_error &) {
    --live_threads;
    started = false;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return started;
}

}  // namespace nvcodec::soft

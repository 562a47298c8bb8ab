// A small harness: cases in groups, each run in a process of its own by the vitest suite, so that each starts
// with a driver that nobody has touched. A failed check ends the process with its place and values.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <vector>

#include "cuda/cuda_abi.h"

// Of native/common; part of the library's exports for tests.
extern "C" void nvcodecSoftReset(void);
extern "C" int nvcodecSoftPictureDamaged(uint64_t picture);

struct Case {
  std::string group;
  std::string name;
  void (*run)();
};

std::vector<Case> &cases();

struct Registration {
  Registration(const char *group, const char *name, void (*run)()) { cases().push_back({group, name, run}); }
};

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEST(group, name)                                                              \
  static void JOIN(test_, __LINE__)();                                                 \
  static const Registration JOIN(registration_, __LINE__)(group, name, JOIN(test_, __LINE__)); \
  static void JOIN(test_, __LINE__)()

// Not exit(): a failed case must not be held up by the objects it leaves behind.
[[noreturn]] inline void failed(const char *file, int line, const std::string &text) {
  std::fprintf(stderr, "%s:%d: %s\n", file, line, text.c_str());
  std::fflush(stderr);
  std::_Exit(1);
}

inline std::string nameOf(CUresult code) {
  const char *name = nullptr;
  return cuGetErrorName(code, &name) == CUDA_SUCCESS ? name : std::to_string(code);
}

#define CHECK(condition)                                        \
  do {                                                          \
    if (!(condition)) failed(__FILE__, __LINE__, #condition);   \
  } while (false)

#define EXPECT(call, code)                                                                             \
  do {                                                                                                 \
    const CUresult result_ = (call);                                                                   \
    if (result_ != (code)) failed(__FILE__, __LINE__, #call " gave " + nameOf(result_) + ", not " #code); \
  } while (false)

#define OK(call) EXPECT(call, CUDA_SUCCESS)

// The environment of the driver, read anew.
inline void configure(const char *name, const char *value) {
  setenv(name, value, 1);
  nvcodecSoftReset();
}

// An initialised driver with the primary context of device 0 current on this thread.
struct Opened {
  CUcontext context = nullptr;
  Opened() {
    OK(cuInit(0));
    OK(cuDevicePrimaryCtxRetain(&context, 0));
    OK(cuCtxSetCurrent(context));
  }
};

inline CUdeviceptr allocate(size_t bytes) {
  CUdeviceptr pointer = 0;
  OK(cuMemAlloc_v2(&pointer, bytes));
  return pointer;
}

inline CUstream createStream(unsigned flags = CU_STREAM_NON_BLOCKING) {
  CUstream stream = nullptr;
  OK(cuStreamCreate(&stream, flags));
  return stream;
}

inline CUevent createEvent(unsigned flags = 0) {
  CUevent event = nullptr;
  OK(cuEventCreate(&event, flags));
  return event;
}

// Holds a stream until opened, which makes "not yet done" certain without any timing.
class Gate {
 public:
  explicit Gate(CUstream stream) { OK(cuLaunchHostFunc(stream, &Gate::pass, this)); }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  static void pass(void *self) {
    auto *gate = static_cast<Gate *>(self);
    std::unique_lock lock(gate->mutex_);
    gate->changed_.wait(lock, [gate] { return gate->open_; });
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

struct Statistics {
  uint64_t allocations, bytes, hostAllocations, streams, events, modules, contexts, threads;
};

inline Statistics statistics() {
  uint64_t out[8];
  nvcodecSoftStatistics(out);
  return {out[0], out[1], out[2], out[3], out[4], out[5], out[6], out[7]};
}

// The library of test kernels beside the program, and its bytes.
std::string kernelsPath();
std::vector<char> readFile(const std::string &path);

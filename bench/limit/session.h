// One decode session on one thread: packets in, decoded (and, by mode, mapped, copied or converted) pictures counted.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "rgb24.h"

// What is done with each picture; `copy` takes it as decoded, NV12 or P016.
enum class Mode { decode, map, copy, rgb24 };

struct SessionOptions {
  std::string file;
  std::string kernel;     // PTX, or the soft driver's shared object
  Mode mode = Mode::copy;
  int outputBuffers = 4;  // in flight before the oldest is waited for
  DecoderOptions decoder;
};

class Session {
 public:
  Session(const Driver &driver, CUcontext context, const SessionOptions &options);
  ~Session();
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  // Decodes until `stop`, beginning again whenever the file ends.
  void run(const std::atomic<bool> &stop);

  std::atomic<long> frames{0};

 private:
  struct Output {
    CUdeviceptr pointer = 0;
    CUevent done = nullptr;
    bool pending = false;
  };

  void createOutputs();
  void show(const CUVIDPARSERDISPINFO &display);
  void copy(const Decoder::Surface &surface, const Output &output);

  const Driver &driver_;
  CUcontext context_;
  SessionOptions options_;
  PacketSource source_;
  Decoder decoder_;
  CUstream stream_ = nullptr;
  std::optional<Rgb24Kernel> kernel_;
  std::vector<Output> outputs_;
  size_t next_ = 0;
};

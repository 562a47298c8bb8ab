// One decode session on one thread: packets in, decoded (and, by mode, mapped, copied or converted) pictures counted.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "driver.h"
#include "packet-source.h"

enum class Mode { decode, map, nv12, rgb24 };

struct Options {
  std::string file;
  Mode mode = Mode::nv12;
  int extraPictures = 4;   // decode surfaces beyond those that the stream needs
  int outputSurfaces = 2;
  int displayDelay = 4;
  int outputBuffers = 4;   // in flight before the oldest is waited for
  std::string kernel;      // PTX, or the soft driver's shared object
};

class Session {
 public:
  Session(const Driver &driver, CUcontext context, const Options &options);
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

  static int CUDAAPI onSequence(void *self, CUVIDEOFORMAT *format);
  static int CUDAAPI onDecode(void *self, CUVIDPICPARAMS *picture);
  static int CUDAAPI onDisplay(void *self, CUVIDPARSERDISPINFO *display);

  int createDecoder(const CUVIDEOFORMAT &format);
  void createOutputs();
  void show(const CUVIDPARSERDISPINFO &display);
  void copyNv12(CUdeviceptr surface, unsigned pitch, const Output &output);
  void convertRgb24(CUdeviceptr surface, unsigned pitch, const Output &output);
  void parse(const AVPacket *packet);

  const Driver &driver_;
  CUcontext context_;
  Options options_;
  PacketSource source_;
  CUvideoparser parser_ = nullptr;
  CUvideodecoder decoder_ = nullptr;
  CUstream stream_ = nullptr;
  CUfunction kernel_ = nullptr;
  CUVIDEOFORMATEX sequenceHeader_{};
  unsigned width_ = 0;
  unsigned height_ = 0;
  bool fullRange_ = false;
  std::vector<Output> outputs_;
  size_t next_ = 0;
  std::string failure_;
};

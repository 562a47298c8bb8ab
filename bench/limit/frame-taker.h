// Single frames of a file, decoded with no more than they need: from the keyframe before a frame to its own packet,
// then a flush; only that frame is mapped, converted to RGB24 and, if wanted, brought to the host.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rgb24.h"

struct TakerOptions {
  std::string file;
  std::string kernel;
  bool download = true;
  bool near = false;  // the keyframe instead of the frame shown
  DecoderOptions decoder;
};

class FrameTaker {
 public:
  FrameTaker(const Driver &driver, const TakerOptions &options);
  ~FrameTaker();
  FrameTaker(const FrameTaker &) = delete;
  FrameTaker &operator=(const FrameTaker &) = delete;

  // The frame shown at `seconds`, complete in the GPU's memory or, with `download`, the host's.
  void take(double seconds);

  void writePpm(const std::string &path) const;

  long decoded = 0;  // packets that were needed

 private:
  void createOutput();
  void show(const CUVIDPARSERDISPINFO &display);
  size_t bytes() const { return size_t{3} * decoder_.width() * decoder_.height(); }

  const Driver &driver_;
  TakerOptions options_;
  PacketSource source_;
  Decoder decoder_;
  Rgb24Kernel kernel_;
  CUstream stream_ = nullptr;
  CUdeviceptr target_ = 0;
  void *pixels_ = nullptr;
  int64_t wanted_ = 0;
  bool found_ = false;
};

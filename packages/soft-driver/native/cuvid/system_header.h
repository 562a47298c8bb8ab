// What the system layer knows of the stream: CUVIDPARSERPARAMS.pExtVideoInfo, and for VC-1 the headers at the
// beginning of the data, without which libavcodec cannot open a decoder.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cuvid/codec.h"
#include "cuvid/frame_decoder.h"

namespace nvcodec::soft {

class SystemHeader {
 public:
  // Copies what `info` (may be null) says.
  explicit SystemHeader(const CUVIDEOFORMATEX *info);

  // Fills codec id, extradata and size; `begin` is the beginning of the stream so far. False while more is needed.
  bool describe(const Codec &codec, const std::vector<uint8_t> &begin, FrameDecoderOptions *options) const;

 private:
  bool describeVc1(const std::vector<uint8_t> &begin, FrameDecoderOptions *options) const;
  bool describeWmv3(FrameDecoderOptions *options) const;

  std::vector<uint8_t> bytes_;
  unsigned width_ = 0;
  unsigned height_ = 0;
};

}  // namespace nvcodec::soft

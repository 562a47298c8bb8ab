// libavcodec's decoder behind the parser: access units in, frames in display order out. The frames are those of
// FFmpeg's command line, which is the oracle of this driver, so its defaults stand.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "cuvid/av_owners.h"

namespace nvcodec::soft {

struct FrameDecoderOptions {
  AVCodecID id;
  std::vector<uint8_t> extradata;
  int width = 0;  // where only the system layer knows the size (WMV3)
  int height = 0;
  bool lowDelay = false;   // threads within a picture only: no picture waits for later packets because of threads
  int operatingPoint = 0;  // AV1
  bool allLayers = false;  // AV1
};

class FrameDecoder {
 public:
  using Sink = std::function<void(FramePtr)>;

  // Throws std::runtime_error when libavcodec cannot open the decoder.
  explicit FrameDecoder(const FrameDecoderOptions &options);

  // Decodes one access unit and passes on the frames that are ready. `packet.pts` comes back as the frame's pts.
  // Errors in the stream are not failures: libavcodec conceals or drops, and decoding goes on.
  void decode(const AVPacket &packet, const Sink &sink);

  // Passes on all frames that are left. What is decoded next is decoded as by a new decoder.
  void drain(const Sink &sink);

  // Of the stream that is being decoded.
  const AVCodecContext &context() const { return *context_; }

  // How many pictures libavcodec decodes at a time.
  unsigned threads() const;

 private:
  void open();
  // Returns false when nothing more comes before the next packet.
  bool receive(const Sink &sink);

  FrameDecoderOptions options_;
  CodecContextPtr context_;  // null between two streams
};

}  // namespace nvcodec::soft

// Cuts the byte stream that cuvidParseVideoData is fed into access units, with libavcodec's parsers, for the codecs
// whose packets need not be whole pictures.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "cuvid/av_owners.h"

namespace nvcodec::soft {

// One coded picture's bytes, valid during the call. `tag` is that of the packet it began in, or kNoTag when it was
// not the first to begin there.
struct AccessUnit {
  const uint8_t *data;
  int size;
  int64_t tag;
};

constexpr int64_t kNoTag = INT64_MIN;

class AccessUnitSplitter {
 public:
  using Sink = std::function<void(const AccessUnit &)>;

  // `extradata` is what the system layer says about the stream, if anything.
  AccessUnitSplitter(AVCodecID id, const std::vector<uint8_t> &extradata);

  // Passes on what is complete. With `endOfPicture` the data ends where its picture ends, so that nothing waits for
  // the start of the next one.
  void feed(const uint8_t *data, size_t size, int64_t tag, bool endOfPicture, const Sink &sink);

  // Passes on what is left and forgets the stream.
  void flush(const Sink &sink);

 private:
  void open();
  void parse(const uint8_t *data, int size, int64_t tag, const Sink &sink);

  AVCodecID id_;
  CodecContextPtr context_;
  CodecParserPtr parser_;
  std::vector<uint8_t> padded_;
  bool pending_ = false;  // bytes went in after the last access unit that came out
};

}  // namespace nvcodec::soft

// One opened source in libavformat: opening, reading and seeking, with no JavaScript in sight.
//
// Functions return 0 (or a packet) on success and FFmpeg's negative codes on failure.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "av_owners.h"
#include "interrupt.h"
#include "io.h"

namespace nvcodec {

struct OpenRequest {
  std::string url;         // as libavformat takes it: 'file:…', 'http://…', or a name for messages
  std::string formatName;  // a demuxer's name, or empty to probe
  Dictionary options;
  int64_t probeSize = 0;            // bytes; 0 for FFmpeg's default
  int64_t analyzeMicroseconds = 0;  // 0 for FFmpeg's default
  bool streamInfo = true;           // whether to run avformat_find_stream_info
};

// Numbers of H.273, and range as an AVColorRange.
struct ColorTags {
  int primaries;
  int transfer;
  int matrix;
  int range;
};

enum class SeekMode { KeyframeBefore, Any, Byte };

class MediaInput {
 public:
  // Both outlive the input; `source` is null when the URL is to be opened by libavformat.
  MediaInput(const Interrupt& interrupt, ByteSource* source) : interrupt_(interrupt), source_(source) {}
  // AVIOInterruptCB and the packet queue point into this object.
  MediaInput(const MediaInput&) = delete;
  MediaInput& operator=(const MediaInput&) = delete;

  int open(const OpenRequest& request);

  // The next packet of a wanted stream into `packet`; AVERROR_EOF at the end.
  int read(AVPacket* packet);

  // Timestamps are in the stream's time base; for SeekMode::Byte the target is a byte offset.
  int seek(int stream, int64_t target, SeekMode mode);

  // libavformat's own seek: to whatever keyframe its index has at or before the time.
  int seekByIndex(int stream, int64_t time);

  // Only streams for which `wanted` is true are read from now on.
  template <typename Wanted>
  void select(Wanted wanted) {
    for (unsigned i = 0; i < context_->nb_streams; i++) {
      context_->streams[i]->discard = wanted(static_cast<int>(i)) ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
    selectedFrom_ = context_->nb_streams;
  }
  void selectAll() {
    select([](int) { return true; });
    selectedFrom_ = -1;
  }

  // Whether the packets of a stream come encrypted, as far as those at the start tell.
  bool isEncrypted(int stream) const { return encrypted_.count(stream) > 0; }

  // What the container says of a stream's colours; where it says nothing, what was found in the stream.
  ColorTags colorTags(int stream) const;

  AVFormatContext* context() const { return context_.get(); }
  bool isFormat(const char* name) const;
  // Whether what comes after a seek may be called a keyframe and is none: where the container calls every packet
  // one, FFmpeg's parsers know better, but that for VC-1 has then missed the sequence header that it needs.
  bool hasUnreliableKeyframes(int stream) const;

  bool interrupted() const { return interrupt_.requested(); }

 private:
  int openContext(const OpenRequest& request);
  bool canBeOpenedAgain(const OpenRequest& request) const;
  // 1 where they tell all that looking into the streams would, else 0 or a failure.
  int lookIntoFirstPackets();
  int readFirstPackets(std::set<int> streams, size_t enough);
  int readFromFile(AVPacket* packet);
  int endOrFailure(int result) const;
  void dropPending();
  int bringExtradata(AVPacket* packet);
  int rewind(int stream);
  int seekToKeyframe(int stream, int64_t wanted);
  enum class Landing { Found, TooLate, NoKeyframe, Timeless, Failed };
  Landing land(int stream, int64_t target, bool readOn, int64_t* firstTimestamp, int* error);
  int64_t lastTimeBeforeNextKeyframe(int stream, int64_t target) const;

  const Interrupt& interrupt_;
  ByteSource* source_;
  UniqueIoContext io_;  // before context_: it must be freed after it
  UniqueFormatContext context_;
  // Packets that were read to be looked at, as by a seek to see where it had landed; read() gives them first.
  std::deque<UniquePacket> pending_;
  std::set<int> encrypted_;
  // By stream, of those that the header tells: looking into the streams puts theirs in the place of these.
  std::vector<ColorTags> containerColors_;
  // By stream: what dropped packets said of packets to come. libavformat tells such a change once.
  std::map<int, std::vector<uint8_t>> extradata_;
  // Streams from this index on appeared after select() and are not wanted. -1: no selection.
  int64_t selectedFrom_ = -1;
};

}  // namespace nvcodec

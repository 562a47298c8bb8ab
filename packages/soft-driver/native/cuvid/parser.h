// The parser object. It is here that libavcodec decodes: cuvidParseVideoData runs the stream through it, and each
// frame that comes out becomes a picture, for which the callbacks are made the way NVCUVID makes them.
//
// What differs from NVIDIA's parser, and is seen by callers: decode callbacks come in display order, one per frame
// (the two fields of a frame together); they come later, since libavcodec has to decode and reorder first; a
// callback that returns failure makes cuvidParseVideoData return CUDA_ERROR_UNKNOWN, always.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "cuvid/access_unit_splitter.h"
#include "cuvid/codec.h"
#include "cuvid/frame_decoder.h"
#include "cuvid/picture.h"
#include "cuvid/sei.h"
#include "cuvid/system_header.h"
#include "cuvid/timestamps.h"

namespace nvcodec::soft {

class Parser {
 public:
  Parser(const CUVIDPARSERPARAMS &parameters, const Codec &codec);

  CUresult parse(const CUVIDSOURCEDATAPACKET &packet);

  // Whether a callback of this parser runs now: it may then be neither fed nor destroyed.
  bool inCallback() const { return inCallback_; }

 private:
  // What is kept of an access unit until its frame comes out.
  struct Unit {
    std::optional<CUvideotimestamp> timestamp;
    PacketPtr packet;
    SeiMessages sei;
  };

  // The way in: packet, access unit, libavcodec.
  void feed(const CUVIDSOURCEDATAPACKET &packet);
  bool open();
  void onAccessUnit(const AccessUnit &unit);

  // The way out: frame, sequence, decode and display callbacks.
  void onFrame(FramePtr frame);
  void announce(CUVIDEOFORMAT format);
  void deliver(const std::shared_ptr<Picture> &picture, const Unit &unit);
  void queueDisplay(const AVFrame &frame, const Unit &unit, int slot);
  void displayDownTo(size_t left);
  unsigned picturesInFlight() const;
  size_t displayDelay() const;

  void endStream(bool notify);
  void forgetStream();

  template <typename Callback, typename Argument>
  int call(Callback callback, Argument *argument);

  CUVIDPARSERPARAMS parameters_;
  const Codec &codec_;
  SystemHeader system_;
  std::vector<uint8_t> header_;  // bytes held back until the decoder can be opened
  bool refused_ = false;         // libavcodec would not open it, and will not
  std::unique_ptr<AccessUnitSplitter> splitter_;
  std::unique_ptr<FrameDecoder> decoder_;

  TimestampClock clock_;
  std::map<int64_t, CUvideotimestamp> tags_;  // by packet, until the access unit that begins in it
  std::map<int64_t, Unit> units_;             // by ordinal, which is the pts that libavcodec sees
  int64_t packets_ = 0;
  int64_t nextUnit_ = 0;
  uint64_t pictures_ = 0;

  std::optional<CUVIDEOFORMAT> format_;  // of the sequence that was announced last
  bool interlaced_ = false;
  unsigned slots_;
  int nextSlot_ = 0;
  std::deque<CUVIDPARSERDISPINFO> displays_;  // decoded and not yet shown: their slots are in use
  bool inCallback_ = false;
};

}  // namespace nvcodec::soft

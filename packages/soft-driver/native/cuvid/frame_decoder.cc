#include "cuvid/frame_decoder.h"

extern "C" {
#include <libavutil/opt.h>
}

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>

#include "common/environment.h"
#include "cuvid/codec.h"

namespace nvcodec::soft {

namespace {

// libavcodec's own limit, and what is possible: at the end of a stream the pictures in all threads need a decode surface
// each, beside those that wait for reordering (16 at most), and there are 32.
constexpr unsigned kMostThreads = 16;

// As many as libavcodec takes by itself: where a stream is broken, what comes out depends on it.
unsigned defaultThreads() {
  const unsigned processors = std::thread::hardware_concurrency();
  return processors > 1 ? std::min(processors + 1, kMostThreads) : 1;
}

int threadCount() {
  return static_cast<int>(std::clamp<uint64_t>(numericSetting("NVCODEC_SOFT_THREADS", defaultThreads()), 1, kMostThreads));
}

void setExtradata(AVCodecContext &context, const std::vector<uint8_t> &extradata) {
  if (extradata.empty()) return;
  context.extradata = static_cast<uint8_t *>(av_mallocz(extradata.size() + AV_INPUT_BUFFER_PADDING_SIZE));
  if (context.extradata == nullptr) throw std::bad_alloc();
  std::memcpy(context.extradata, extradata.data(), extradata.size());
  context.extradata_size = static_cast<int>(extradata.size());
}

// Makes a context's settings of the options.
void configure(AVCodecContext &context, const AVCodec &codec, const FrameDecoderOptions &options) {
  silence(context);
  setExtradata(context, options.extradata);
  // Larger ones no decoder could be created for; a damaged stream may ask for far more memory than there is.
  context.max_pixels = static_cast<int64_t>(kMostPixelsOfASide) * kMostPixelsOfASide;
  context.width = options.width;
  context.height = options.height;
  context.thread_count = threadCount();
  context.thread_type = options.lowDelay ? FF_THREAD_SLICE : FF_THREAD_FRAME | FF_THREAD_SLICE;
  // The display area is the caller's business: left and top cropping too, which libavcodec would round.
  context.apply_cropping = 0;
  if (options.id == AV_CODEC_ID_H264) {
    // Where a stream does not say how far its pictures are reordered, take what its level allows, as a decoder by
    // the standard must. FFmpeg's command line learns it by decoding the beginning of the file first.
    context.strict_std_compliance = FF_COMPLIANCE_STRICT;
  }
  if (options.id == AV_CODEC_ID_AV1) {
    if (options.lowDelay) context.flags |= AV_CODEC_FLAG_LOW_DELAY;
    if (context.priv_data != nullptr && std::string(codec.name) == "libdav1d") {
      if (options.operatingPoint > 0) av_opt_set_int(context.priv_data, "oppoint", options.operatingPoint, 0);
      av_opt_set_int(context.priv_data, "alllayers", options.allLayers ? 1 : 0, 0);
    }
  }
}

}  // namespace

FrameDecoder::FrameDecoder(const FrameDecoderOptions &options) : options_(options) { open(); }

void FrameDecoder::open() {
  const AVCodec *codec = softwareDecoder(options_.id);
  if (codec == nullptr) throw std::runtime_error("this FFmpeg has no decoder for the codec");
  CodecContextPtr context = owned<CodecContextPtr>(avcodec_alloc_context3(codec));
  configure(*context, *codec, options_);
  const int error = avcodec_open2(context.get(), codec, nullptr);
  if (error < 0) throw std::runtime_error("libavcodec cannot open the decoder " + std::string(codec->name));
  context_ = std::move(context);
}

void FrameDecoder::decode(const AVPacket &packet, const Sink &sink) {
  if (!context_) open();
  int error = avcodec_send_packet(context_.get(), &packet);
  while (error == AVERROR(EAGAIN) && receive(sink)) error = avcodec_send_packet(context_.get(), &packet);
  while (receive(sink)) {
  }
}

void FrameDecoder::drain(const Sink &sink) {
  if (!context_) return;
  // Also when the sink throws. avcodec_flush_buffers would not do: MPEG-4's decoder keeps times over it, and libdav1d
  // may wait for ever for a picture that was begun before it and damaged.
  struct Close {
    CodecContextPtr *context;
    ~Close() { context->reset(); }
  } const close{&context_};
  avcodec_send_packet(context_.get(), nullptr);
  while (receive(sink)) {
  }
}

unsigned FrameDecoder::threads() const {
  const bool ofFrames = (context_->active_thread_type & FF_THREAD_FRAME) != 0;
  return ofFrames ? static_cast<unsigned>(context_->thread_count) : 1;
}

bool FrameDecoder::receive(const Sink &sink) {
  // Each frame thread may report an error of its own before a frame comes or none is left.
  constexpr int kMostErrors = 128;
  for (int errors = 0; errors < kMostErrors; ++errors) {
    FramePtr frame = newFrame();
    const int result = avcodec_receive_frame(context_.get(), frame.get());
    if (result == 0) {
      sink(std::move(frame));
      return true;
    }
    if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return false;
  }
  return false;
}

}  // namespace nvcodec::soft

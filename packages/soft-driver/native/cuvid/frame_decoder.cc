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

// What is possible: at the end of a stream the pictures in all threads need a decode surface each, beside those that
// wait for reordering and display, and there are 32.
constexpr unsigned kMostThreads = 12;

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

}  // namespace

FrameDecoder::FrameDecoder(const FrameDecoderOptions &options) {
  const AVCodec *codec = softwareDecoder(options.id);
  if (codec == nullptr) throw std::runtime_error("this FFmpeg has no decoder for the codec");
  context_ = owned<CodecContextPtr>(avcodec_alloc_context3(codec));
  silence(*context_);
  setExtradata(*context_, options.extradata);
  context_->width = options.width;
  context_->height = options.height;
  context_->thread_count = threadCount();
  context_->thread_type = options.lowDelay ? FF_THREAD_SLICE : FF_THREAD_FRAME | FF_THREAD_SLICE;
  // The display area is the caller's business: left and top cropping too, which libavcodec would round.
  context_->apply_cropping = 0;
  if (options.id == AV_CODEC_ID_H264) {
    // Where a stream does not say how far its pictures are reordered, take what its level allows, as a decoder by
    // the standard must. FFmpeg's command line learns it by decoding the beginning of the file first.
    context_->strict_std_compliance = FF_COMPLIANCE_STRICT;
  }
  if (options.id == AV_CODEC_ID_AV1) {
    if (options.lowDelay) context_->flags |= AV_CODEC_FLAG_LOW_DELAY;
    if (context_->priv_data != nullptr && std::string(codec->name) == "libdav1d") {
      if (options.operatingPoint > 0) av_opt_set_int(context_->priv_data, "oppoint", options.operatingPoint, 0);
      av_opt_set_int(context_->priv_data, "alllayers", options.allLayers ? 1 : 0, 0);
    }
  }
  const int error = avcodec_open2(context_.get(), codec, nullptr);
  if (error < 0) throw std::runtime_error("libavcodec cannot open the decoder " + std::string(codec->name));
}

void FrameDecoder::decode(const AVPacket &packet, const Sink &sink) {
  int error = avcodec_send_packet(context_.get(), &packet);
  while (error == AVERROR(EAGAIN) && receive(sink)) error = avcodec_send_packet(context_.get(), &packet);
  while (receive(sink)) {
  }
}

void FrameDecoder::drain(const Sink &sink) {
  // Also when the sink throws: a decoder that was told of the end takes nothing more until it is flushed.
  struct Flush {
    AVCodecContext *context;
    ~Flush() { avcodec_flush_buffers(context); }
  } const flush{context_.get()};
  avcodec_send_packet(context_.get(), nullptr);
  while (receive(sink)) {
  }
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

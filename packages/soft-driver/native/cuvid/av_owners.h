// Owners for libav objects: none is freed by hand.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

#include <algorithm>
#include <memory>
#include <new>

namespace nvcodec::soft {

struct AvDeleter {
  void operator()(AVFrame *frame) const { av_frame_free(&frame); }
  void operator()(AVPacket *packet) const { av_packet_free(&packet); }
  void operator()(AVCodecContext *context) const { avcodec_free_context(&context); }
  void operator()(AVCodecParserContext *parser) const { av_parser_close(parser); }
  void operator()(SwsContext *scaler) const { sws_freeContext(scaler); }
};

using FramePtr = std::unique_ptr<AVFrame, AvDeleter>;
using PacketPtr = std::unique_ptr<AVPacket, AvDeleter>;
using CodecContextPtr = std::unique_ptr<AVCodecContext, AvDeleter>;
using CodecParserPtr = std::unique_ptr<AVCodecParserContext, AvDeleter>;
using ScalerPtr = std::unique_ptr<SwsContext, AvDeleter>;

// Returns the owner of `object`; libav's allocators say "out of memory" by a null pointer.
template <typename Owner, typename Object>
Owner owned(Object *object) {
  if (object == nullptr) throw std::bad_alloc();
  return Owner(object);
}

// Keeps libavcodec from writing about damaged streams to the process's standard error: pictures tell their status.
inline void silence(AVCodecContext &context) {
  constexpr int kBeyondAllLevels = 64;
  context.log_level_offset = kBeyondAllLevels;
}

inline FramePtr newFrame() { return owned<FramePtr>(av_frame_alloc()); }

// A packet with a padded copy of `size` bytes of `data`.
inline PacketPtr newPacket(const uint8_t *data, int size) {
  PacketPtr packet = owned<PacketPtr>(av_packet_alloc());
  if (av_new_packet(packet.get(), size) < 0) throw std::bad_alloc();
  if (size > 0) std::copy(data, data + size, packet->data);
  return packet;
}

}  // namespace nvcodec::soft

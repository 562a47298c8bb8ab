#include "cuvid/sequence.h"

#include <algorithm>
#include <tuple>

#include "cuvid/enum_value.h"

namespace nvcodec::soft {

namespace {

constexpr unsigned char kVideoFormatUnspecified = 5;  // H.264 table E-2
constexpr int kMatrixIdentity = 0;                    // H.273 table 4

unsigned roundUp(unsigned value, unsigned multiple) { return (value + multiple - 1) / multiple * multiple; }

unsigned decodeSurfaces(const Codec &codec, const AVCodecContext &context) {
  if (codec.id != cudaVideoCodec_H264 && codec.id != cudaVideoCodec_HEVC) return codec.dpbPictures;
  const int wanted = std::max(context.refs, context.has_b_frames) + 1;
  return std::clamp<unsigned>(static_cast<unsigned>(std::max(wanted, 1)), codec.dpbPictures, 17);
}

void describeColor(const Picture &picture, CUVIDEOFORMAT *format) {
  const AVFrame &frame = *picture.frame;
  auto &signal = format->video_signal_description;
  const auto name = static_cast<AVPixelFormat>(frame.format);
  const bool fullRangeFormat = name == AV_PIX_FMT_YUVJ420P || name == AV_PIX_FMT_YUVJ422P ||
                               name == AV_PIX_FMT_YUVJ444P || name == AV_PIX_FMT_YUVJ440P ||
                               name == AV_PIX_FMT_YUVJ411P || picture.samples.rgb;
  signal.video_format = kVideoFormatUnspecified;
  signal.video_full_range_flag = fullRangeFormat || storedNumber(frame.color_range) == AVCOL_RANGE_JPEG;
  signal.color_primaries = static_cast<unsigned char>(storedNumber(frame.color_primaries));
  signal.transfer_characteristics = static_cast<unsigned char>(storedNumber(frame.color_trc));
  signal.matrix_coefficients = static_cast<unsigned char>(
      picture.samples.rgb ? kMatrixIdentity : storedNumber(frame.colorspace));
}

void describeAspect(const AVFrame &frame, CUVIDEOFORMAT *format) {
  const auto &area = format->display_area;
  AVRational pixel = frame.sample_aspect_ratio;
  if (pixel.num <= 0 || pixel.den <= 0) pixel = {1, 1};
  av_reduce(&format->display_aspect_ratio.x, &format->display_aspect_ratio.y,
            static_cast<int64_t>(area.right - area.left) * pixel.num,
            static_cast<int64_t>(area.bottom - area.top) * pixel.den, 1 << 16);
}

}  // namespace

bool isInterlaced(const AVFrame &frame) {
#ifdef AV_FRAME_FLAG_INTERLACED
  return (frame.flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
  return frame.interlaced_frame != 0;
#endif
}

bool isTopFieldFirst(const AVFrame &frame) {
#ifdef AV_FRAME_FLAG_TOP_FIELD_FIRST
  return (frame.flags & AV_FRAME_FLAG_TOP_FIELD_FIRST) != 0;
#else
  return frame.top_field_first != 0;
#endif
}

unsigned codedWidth(const AVFrame &frame, const Codec &codec) {
  return roundUp(static_cast<unsigned>(frame.width), codec.alignment);
}

unsigned codedHeight(const AVFrame &frame, const Codec &codec, bool interlaced) {
  const bool fieldRows = codec.id == cudaVideoCodec_MPEG2 && interlaced;
  return roundUp(static_cast<unsigned>(frame.height), fieldRows ? 32 : codec.alignment);
}

CUVIDEOFORMAT describeFormat(const Picture &picture, const Codec &codec, const AVCodecContext &context,
                             bool interlaced) {
  const AVFrame &frame = *picture.frame;
  CUVIDEOFORMAT format{};
  format.codec = codec.id;
  if (context.framerate.num > 0 && context.framerate.den > 0) {
    format.frame_rate.numerator = static_cast<unsigned>(context.framerate.num);
    format.frame_rate.denominator = static_cast<unsigned>(context.framerate.den);
  }
  format.progressive_sequence = interlaced ? 0 : 1;
  format.bit_depth_luma_minus8 = static_cast<unsigned char>(picture.samples.bitDepth - 8);
  format.bit_depth_chroma_minus8 = format.bit_depth_luma_minus8;
  format.min_num_decode_surfaces = static_cast<unsigned char>(decodeSurfaces(codec, context));
  format.coded_width = picture.codedWidth;
  format.coded_height = picture.codedHeight;
  format.display_area.left = static_cast<int>(frame.crop_left);
  format.display_area.top = static_cast<int>(frame.crop_top);
  format.display_area.right = frame.width - static_cast<int>(frame.crop_right);
  format.display_area.bottom = frame.height - static_cast<int>(frame.crop_bottom);
  format.chroma_format = picture.samples.chroma;
  format.bitrate = static_cast<unsigned>(std::clamp<int64_t>(context.bit_rate, 0, UINT32_MAX));
  describeAspect(frame, &format);
  describeColor(picture, &format);
  return format;
}

bool sameSequence(const CUVIDEOFORMAT &a, const CUVIDEOFORMAT &b) {
  const auto key = [](const CUVIDEOFORMAT &f) {
    const auto &signal = f.video_signal_description;
    return std::make_tuple(f.codec, f.progressive_sequence, f.bit_depth_luma_minus8, f.coded_width, f.coded_height,
                           f.display_area.left, f.display_area.top, f.display_area.right, f.display_area.bottom,
                           f.chroma_format, +signal.video_full_range_flag, signal.color_primaries,
                           signal.transfer_characteristics, signal.matrix_coefficients);
  };
  return key(a) == key(b);
}

}  // namespace nvcodec::soft

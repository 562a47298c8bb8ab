#include "first_packets.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "av_owners.h"
#include "encryption.h"

namespace nvcodec {
namespace {

// Of a picture: more than its headers need.
constexpr int kHeadBytes = 256;
// av_log's levels are eight apart; none is left of errors.
constexpr int kSilent = 64;
constexpr uint8_t kAvcConfiguration = 1;
constexpr int kAvcConfigurationBytes = 7;
// Microseconds; times of which two can be added.
constexpr int64_t kLongest = INT64_MAX / 4;

// AVCDecoderConfigurationRecord, ISO/IEC 14496-15, 5.3.3.1.
bool isAvc(const AVCodecParameters& codec) {
  return codec.codec_id == AV_CODEC_ID_H264 && codec.extradata_size >= kAvcConfigurationBytes &&
         codec.extradata[0] == kAvcConfiguration;
}

// av_guess_frame_rate asks the decoder where they differ by more.
bool agree(AVRational average, AVRational real) {
  constexpr double kTolerance = 0.1;
  if (average.num <= 0 || average.den <= 0 || real.num <= 0 || real.den <= 0) return false;
  return std::abs(1 - av_q2d(av_div_q(average, real))) < kTolerance;
}

bool isKnownVideo(const AVStream& stream) {
  const AVCodecParameters& codec = *stream.codecpar;
  return (isAvc(codec) || codec.codec_id == AV_CODEC_ID_VP9) && codec.width > 0 && codec.height > 0 &&
         !declaresEncryption(stream) && (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) == 0 &&
         agree(stream.avg_frame_rate, stream.r_frame_rate);
}

bool isKnownAudio(const AVStream& stream) {
  const AVCodecParameters& codec = *stream.codecpar;
  return codec.codec_id == AV_CODEC_ID_AAC && codec.extradata_size > 0 && codec.sample_rate > 0 &&
         !declaresEncryption(stream);
}

// Up to the first bytes of its first slice.
int headOfAvc(const AVCodecParameters& codec, const uint8_t* data, int size, uint8_t* head) {
  constexpr int kLastSlice = 5;
  const int lengthBytes = (codec.extradata[4] & 3) + 1;
  int at = 0;
  int written = 0;
  while (at + lengthBytes < size) {
    int64_t length = 0;
    for (int i = 0; i < lengthBytes; i++) length = length << 8 | data[at + i];
    const uint8_t* unit = data + at + lengthBytes;
    if (length <= 0 || length > size - at - lengthBytes) return 0;
    const int type = unit[0] & 0x1f;
    const bool slice = type >= 1 && type <= kLastSlice;
    const int kept = static_cast<int>(slice ? std::min<int64_t>(length, kHeadBytes) : length);
    for (int i = 0; i < lengthBytes; i++) head[written + i] = kept >> 8 * (lengthBytes - 1 - i) & 0xff;
    std::memcpy(head + written + lengthBytes, unit, kept);
    written += lengthBytes + kept;
    if (slice) return written;
    at += lengthBytes + static_cast<int>(length);
  }
  return 0;
}

// The packet as far as it is to be decoded; null where it has no such beginning.
UniquePacket headOf(const AVCodecParameters& codec, const AVPacket& packet) {
  UniquePacket head(av_packet_alloc());
  if (head == nullptr || av_new_packet(head.get(), packet.size) < 0) return nullptr;
  int size = packet.size;
  if (codec.codec_id == AV_CODEC_ID_H264) {
    size = headOfAvc(codec, packet.data, packet.size, head->data);
  } else {
    if (codec.codec_type == AVMEDIA_TYPE_VIDEO) size = std::min(size, kHeadBytes);
    std::memcpy(head->data, packet.data, size);
  }
  if (size <= 0) return nullptr;
  av_shrink_packet(head.get(), size);
  return head;
}

UniqueCodecContext openDecoder(const AVCodecParameters& codec) {
  const AVCodec* decoder = avcodec_find_decoder(codec.codec_id);
  UniqueCodecContext context(avcodec_alloc_context3(decoder));
  if (decoder == nullptr || context == nullptr || avcodec_parameters_to_context(context.get(), &codec) < 0)
    return nullptr;
  context->log_level_offset = kSilent;
  context->thread_count = 1;
  Dictionary options;
  // Nothing is to be put in the place of what is cut off.
  if (codec.codec_id == AV_CODEC_ID_H264) options.set("enable_er", "0");
  return avcodec_open2(context.get(), decoder, options.slot()) < 0 ? nullptr : std::move(context);
}

// The parser finds the order of fields.
bool parse(AVCodecContext* context, const AVPacket& packet) {
  const UniqueParser parser(av_parser_init(context->codec_id));
  if (parser == nullptr) return false;
  parser->flags |= PARSER_FLAG_COMPLETE_FRAMES;
  uint8_t* data = nullptr;
  int size = 0;
  av_parser_parse2(parser.get(), context, &data, &size, packet.data, packet.size, packet.pts, packet.dts, packet.pos);
  return context->codec_id != AV_CODEC_ID_H264 || context->field_order != AV_FIELD_UNKNOWN;
}

bool isComplete(const AVCodecContext& context, const AVCodecParameters& declared) {
  if (context.codec_type == AVMEDIA_TYPE_AUDIO) return context.sample_fmt != AV_SAMPLE_FMT_NONE;
  return context.pix_fmt != AV_PIX_FMT_NONE && context.width == declared.width && context.height == declared.height;
}

}  // namespace

bool isData(const AVStream& stream) { return stream.codecpar->codec_type == AVMEDIA_TYPE_DATA; }

bool isCompletedByFirstPackets(const AVFormatContext& context) {
  bool decodesPictures = false;
  for (unsigned i = 0; i < context.nb_streams; i++) {
    const AVStream& stream = *context.streams[i];
    if (stream.nb_frames <= 0 || stream.duration <= 0) return false;
    const bool video = isKnownVideo(stream);
    if (!video && !isKnownAudio(stream) && !isData(stream)) return false;
    decodesPictures = decodesPictures || video;
  }
  return decodesPictures;
}

bool completeParameters(AVStream& stream, const AVPacket& first) {
  AVCodecParameters* codec = stream.codecpar;
  if (av_packet_get_side_data(&first, AV_PKT_DATA_NEW_EXTRADATA, nullptr) != nullptr) return false;
  const UniqueCodecContext context = openDecoder(*codec);
  const UniquePacket head = headOf(*codec, first);
  const UniqueFrame frame(av_frame_alloc());
  if (context == nullptr || head == nullptr || frame == nullptr || !parse(context.get(), first)) return false;
  // It fails where the picture is cut off, and has read the headers by then.
  if (avcodec_send_packet(context.get(), head.get()) >= 0) avcodec_receive_frame(context.get(), frame.get());
  return isComplete(*context, *codec) && avcodec_parameters_from_context(codec, context.get()) >= 0;
}

bool completeFormat(AVFormatContext& context) {
  int64_t start = INT64_MAX;
  int64_t dataStart = INT64_MAX;
  int64_t end = INT64_MIN;
  int64_t longest = 0;
  for (unsigned i = 0; i < context.nb_streams; i++) {
    const AVStream& stream = *context.streams[i];
    const bool data = isData(stream);
    if (stream.start_time == AV_NOPTS_VALUE && data) continue;
    if (stream.start_time == AV_NOPTS_VALUE) return false;
    const int64_t time = av_rescale_q(stream.start_time, stream.time_base, AV_TIME_BASE_Q);
    const int64_t duration = av_rescale_q(stream.duration, stream.time_base, AV_TIME_BASE_Q);
    if (time < -kLongest || time > kLongest || duration > kLongest) return false;
    (data ? dataStart : start) = std::min(data ? dataStart : start, time);
    end = std::max(end, time + duration);
    longest = std::max(longest, duration);
  }
  // As FFmpeg has it, data may begin a file by less than a second.
  if (dataStart < start && start - dataStart < AV_TIME_BASE) start = dataStart;
  context.start_time = start;
  if (context.duration == AV_NOPTS_VALUE) context.duration = std::max(longest, end - start);
  for (unsigned i = 0; i < context.nb_streams; i++) {
    AVStream& stream = *context.streams[i];
    if (stream.start_time != AV_NOPTS_VALUE) continue;
    stream.start_time = av_rescale_q(context.start_time, AV_TIME_BASE_Q, stream.time_base);
    stream.duration = av_rescale_q(context.duration, AV_TIME_BASE_Q, stream.time_base);
  }
  const int64_t size = context.pb != nullptr ? avio_size(context.pb) : 0;
  if (size > 0 && context.duration > 0) {
    context.bit_rate = static_cast<int64_t>(static_cast<double>(size) * 8 * AV_TIME_BASE / context.duration);
  }
  return true;
}

}  // namespace nvcodec

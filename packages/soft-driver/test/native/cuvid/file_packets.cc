#include "file_packets.h"

#include <stdexcept>

namespace {

struct PacketDeleter {
  void operator()(AVPacket *packet) const { av_packet_free(&packet); }
};
using PacketOwner = std::unique_ptr<AVPacket, PacketDeleter>;

}  // namespace

void check(int averror, const char *what) {
  if (averror >= 0) return;
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(averror, text, sizeof text);
  throw std::runtime_error(std::string(what) + ": " + text);
}

FilePackets::FilePackets(const std::string &path) {
  av_log_set_level(AV_LOG_FATAL);
  check(avformat_open_input(&format_, path.c_str(), nullptr, nullptr), "open");
  check(avformat_find_stream_info(format_, nullptr), "find stream info");
  const int index = av_find_best_stream(format_, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  check(index, "find a video stream");
  stream_ = format_->streams[index];
  openFilter();
}

FilePackets::~FilePackets() {
  av_bsf_free(&filter_);
  avformat_close_input(&format_);
}

void FilePackets::openFilter() {
  const char *name = "null";
  const AVCodecParameters &parameters = *stream_->codecpar;
  const bool lengthPrefixed = parameters.extradata_size > 0 && parameters.extradata[0] == 1;
  if (parameters.codec_id == AV_CODEC_ID_H264 && lengthPrefixed) name = "h264_mp4toannexb";
  if (parameters.codec_id == AV_CODEC_ID_HEVC && lengthPrefixed) name = "hevc_mp4toannexb";
  if (parameters.codec_id == AV_CODEC_ID_MPEG4) name = "mpeg4_unpack_bframes";
  check(av_bsf_list_parse_str(name, &filter_), "find the filter");
  check(avcodec_parameters_copy(filter_->par_in, stream_->codecpar), "copy parameters");
  filter_->time_base_in = stream_->time_base;
  check(av_bsf_init(filter_), "open the filter");
}

std::vector<uint8_t> FilePackets::extradata() const {
  const AVCodecParameters &parameters = *filter_->par_out;
  return {parameters.extradata, parameters.extradata + parameters.extradata_size};
}

void FilePackets::forEachUnfiltered(const std::function<void(const AVPacket &)> &each) {
  const PacketOwner packet(av_packet_alloc());
  while (av_read_frame(format_, packet.get()) >= 0) {
    if (packet->stream_index == stream_->index) each(*packet);
    av_packet_unref(packet.get());
  }
}

void FilePackets::forEach(const std::function<void(const AVPacket &)> &each) {
  const PacketOwner out(av_packet_alloc());
  const auto drain = [&] {
    while (av_bsf_receive_packet(filter_, out.get()) >= 0) {
      each(*out);
      av_packet_unref(out.get());
    }
  };
  forEachUnfiltered([&](const AVPacket &packet) {
    const PacketOwner copy(av_packet_clone(&packet));
    check(av_bsf_send_packet(filter_, copy.get()), "filter");
    drain();
  });
  check(av_bsf_send_packet(filter_, nullptr), "filter");
  drain();
}

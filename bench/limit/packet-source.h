// The packets of a file's best video track through libavformat, as NVCUVID's parser wants them: round and round, or from
// the keyframe before a time.
#pragma once

extern "C" {
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
}

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

class PacketSource {
 public:
  explicit PacketSource(const std::string &path) : packet_(av_packet_alloc()) {
    check(avformat_open_input(&format_, path.c_str(), nullptr, nullptr), path);
    check(avformat_find_stream_info(format_, nullptr), path);
    track_ = check(av_find_best_stream(format_, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0), path);
    for (unsigned i = 0; i < format_->nb_streams; i++) {
      if (static_cast<int>(i) != track_) format_->streams[i]->discard = AVDISCARD_ALL;
    }
    const AVCodecParameters *parameters = format_->streams[track_]->codecpar;
    check(av_bsf_list_parse_str(filterFor(parameters), &filter_), "bitstream filter");
    check(avcodec_parameters_copy(filter_->par_in, parameters), "bitstream filter");
    check(av_bsf_init(filter_), "bitstream filter");
  }

  ~PacketSource() {
    av_packet_free(&packet_);
    av_bsf_free(&filter_);
    avformat_close_input(&format_);
  }

  PacketSource(const PacketSource &) = delete;
  PacketSource &operator=(const PacketSource &) = delete;

  AVCodecID codec() const { return track().codecpar->codec_id; }
  const AVCodecParameters &output() const { return *filter_->par_out; }

  // The pts of the frame shown at `seconds` after the start, in a file of constant frame rate.
  int64_t ptsAt(double seconds) const {
    const AVRational rate = track().avg_frame_rate;
    const auto frame = static_cast<int64_t>(seconds * av_q2d(rate) + 1e-6);
    return startPts() + av_rescale_q(frame, av_inv_q(rate), track().time_base);
  }

  int64_t framePts() const { return av_rescale_q(1, av_inv_q(track().avg_frame_rate), track().time_base); }

  // The next packet is a keyframe that is shown at or before `pts`: containers seek by decoding time, so the one found
  // first may be shown later.
  void seek(int64_t pts) {
    for (int64_t place = pts;; place -= 2 * framePts()) {
      av_bsf_flush(filter_);
      check(av_seek_frame(format_, track_, place, AVSEEK_FLAG_BACKWARD), "seek");
      if (next() && (packet_->pts <= pts || place < startPts())) break;
    }
    kept_ = true;
  }

  // The next packet, valid until the next call; null at the end of the file, after which it begins again.
  const AVPacket *next() {
    if (std::exchange(kept_, false)) return packet_;
    av_packet_unref(packet_);
    for (;;) {
      int result = av_bsf_receive_packet(filter_, packet_);
      if (result == 0) return packet_;
      if (result == AVERROR_EOF) {
        rewind();
        return nullptr;
      }
      if (result != AVERROR(EAGAIN)) check(result, "bitstream filter");
      feed();
    }
  }

 private:
  const AVStream &track() const { return *format_->streams[track_]; }
  int64_t startPts() const { return track().start_time == AV_NOPTS_VALUE ? 0 : track().start_time; }

  void feed() {
    do {
      av_packet_unref(packet_);
      int result = av_read_frame(format_, packet_);
      if (result == AVERROR_EOF) {
        check(av_bsf_send_packet(filter_, nullptr), "bitstream filter");
        return;
      }
      check(result, "av_read_frame");
    } while (packet_->stream_index != track_);
    check(av_bsf_send_packet(filter_, packet_), "bitstream filter");
  }

  void rewind() {
    av_bsf_flush(filter_);
    if (avformat_seek_file(format_, -1, INT64_MIN, 0, INT64_MAX, 0) < 0) {
      check(avformat_seek_file(format_, -1, INT64_MIN, 0, INT64_MAX, AVSEEK_FLAG_BYTE), "rewind");
    }
  }

  static const char *filterFor(const AVCodecParameters *parameters) {
    const bool lengthPrefixed = parameters->extradata_size > 0 && parameters->extradata[0] == 1;
    if (parameters->codec_id == AV_CODEC_ID_H264 && lengthPrefixed) return "h264_mp4toannexb";
    if (parameters->codec_id == AV_CODEC_ID_HEVC && lengthPrefixed) return "hevc_mp4toannexb";
    return "null";
  }

  static int check(int result, const std::string &what) {
    if (result >= 0) return result;
    char text[AV_ERROR_MAX_STRING_SIZE];
    av_strerror(result, text, sizeof text);
    throw std::runtime_error(what + ": " + text);
  }

  AVFormatContext *format_ = nullptr;
  AVBSFContext *filter_ = nullptr;
  AVPacket *packet_;
  int track_ = -1;
  bool kept_ = false;  // packet_ is the next one
};

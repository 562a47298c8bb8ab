// Reads a media file with libavformat as a caller of NVCUVID would: the best video stream, its packets through the
// bitstream filter that makes an elementary stream of them.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
}

#include <functional>
#include <memory>
#include <string>
#include <vector>

class FilePackets {
 public:
  explicit FilePackets(const std::string &path);
  ~FilePackets();
  FilePackets(const FilePackets &) = delete;
  FilePackets &operator=(const FilePackets &) = delete;

  AVCodecID codec() const { return stream_->codecpar->codec_id; }
  const AVCodecParameters &parameters() const { return *stream_->codecpar; }
  // The stream's extradata as the filter leaves it.
  std::vector<uint8_t> extradata() const;

  // Filtered packets, in file order.
  void forEach(const std::function<void(const AVPacket &)> &each);
  // The packets as the container has them.
  void forEachUnfiltered(const std::function<void(const AVPacket &)> &each);

 private:
  void openFilter();

  AVFormatContext *format_ = nullptr;
  AVStream *stream_ = nullptr;
  AVBSFContext *filter_ = nullptr;
};

void check(int averror, const char *what);

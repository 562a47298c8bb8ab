// Owners of libav objects: each pointer that FFmpeg gives us lives in one of these types, which knows how
// to free it, so that no code here frees anything by hand.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavcodec/codec_par.h>
#include <libavcodec/packet.h>
#include <libavformat/avformat.h>
#include <libavutil/buffer.h>
#include <libavutil/dict.h>
#include <libavutil/frame.h>
#include <libavutil/mem.h>
}

#include <memory>
#include <string>

namespace nvcodec {

struct PacketDeleter {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct BufferRefDeleter {
  void operator()(AVBufferRef* buffer) const { av_buffer_unref(&buffer); }
};
struct FormatContextDeleter {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
struct IoContextDeleter {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};
struct BitstreamFilterDeleter {
  void operator()(AVBSFContext* filter) const { av_bsf_free(&filter); }
};
struct ParametersDeleter {
  void operator()(AVCodecParameters* parameters) const { avcodec_parameters_free(&parameters); }
};
struct CodecContextDeleter {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct ParserDeleter {
  void operator()(AVCodecParserContext* parser) const { av_parser_close(parser); }
};
struct FrameDeleter {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};

using UniquePacket = std::unique_ptr<AVPacket, PacketDeleter>;
using UniqueBufferRef = std::unique_ptr<AVBufferRef, BufferRefDeleter>;
using UniqueFormatContext = std::unique_ptr<AVFormatContext, FormatContextDeleter>;
using UniqueIoContext = std::unique_ptr<AVIOContext, IoContextDeleter>;
using UniqueBitstreamFilter = std::unique_ptr<AVBSFContext, BitstreamFilterDeleter>;
using UniqueParameters = std::unique_ptr<AVCodecParameters, ParametersDeleter>;
using UniqueCodecContext = std::unique_ptr<AVCodecContext, CodecContextDeleter>;
using UniqueParser = std::unique_ptr<AVCodecParserContext, ParserDeleter>;
using UniqueFrame = std::unique_ptr<AVFrame, FrameDeleter>;

// An AVDictionary is changed through a pointer to its pointer, so its owner is a class of its own.
class Dictionary {
 public:
  Dictionary() = default;
  ~Dictionary() { av_dict_free(&entries_); }
  Dictionary(const Dictionary& other) { av_dict_copy(&entries_, other.entries_, 0); }
  Dictionary& operator=(const Dictionary&) = delete;

  void set(const std::string& key, const std::string& value) {
    av_dict_set(&entries_, key.c_str(), value.c_str(), 0);
  }
  AVDictionary** slot() { return &entries_; }

  // The keys that are left, separated by commas: what no part of FFmpeg took.
  std::string keys() const {
    std::string names;
    const AVDictionaryEntry* entry = nullptr;
    while ((entry = av_dict_get(entries_, "", entry, AV_DICT_IGNORE_SUFFIX))) {
      names += (names.empty() ? "" : ", ") + std::string(entry->key);
    }
    return names;
  }

 private:
  AVDictionary* entries_ = nullptr;
};

}  // namespace nvcodec

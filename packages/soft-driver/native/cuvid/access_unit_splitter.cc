#include "cuvid/access_unit_splitter.h"

#include <climits>
#include <cstring>
#include <stdexcept>

namespace nvcodec::soft {

namespace {

// VP8, VP9 and AV1 have no start codes: their packets are frames or temporal units already. WMV3 likewise.
bool packetsAreWhole(AVCodecID id) {
  return id == AV_CODEC_ID_VP8 || id == AV_CODEC_ID_VP9 || id == AV_CODEC_ID_AV1 || id == AV_CODEC_ID_WMV3;
}

}  // namespace

AccessUnitSplitter::AccessUnitSplitter(AVCodecID id, const std::vector<uint8_t> &extradata) : id_(id) {
  if (packetsAreWhole(id)) return;
  context_ = owned<CodecContextPtr>(avcodec_alloc_context3(avcodec_find_decoder(id)));
  silence(*context_);
  if (!extradata.empty()) {
    context_->extradata = static_cast<uint8_t *>(av_mallocz(extradata.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    if (context_->extradata == nullptr) throw std::bad_alloc();
    std::memcpy(context_->extradata, extradata.data(), extradata.size());
    context_->extradata_size = static_cast<int>(extradata.size());
  }
  open();
}

void AccessUnitSplitter::open() {
  parser_ = owned<CodecParserPtr>(av_parser_init(id_));
  pending_ = false;
}

void AccessUnitSplitter::feed(const uint8_t *data, size_t size, int64_t tag, bool endOfPicture, const Sink &sink) {
  if (size > INT_MAX / 2) throw std::length_error("packet too large");
  const int bytes = static_cast<int>(size);
  if (!parser_ || (endOfPicture && !pending_)) {
    sink({data, bytes, tag});
    return;
  }
  parse(data, bytes, tag, sink);
  if (endOfPicture) flush(sink);
}

void AccessUnitSplitter::flush(const Sink &sink) {
  if (!parser_) return;
  if (pending_) parse(nullptr, 0, kNoTag, sink);
  open();
}

void AccessUnitSplitter::parse(const uint8_t *data, int size, int64_t tag, const Sink &sink) {
  // The parsers read a little past the end: the caller's bytes are not padded.
  padded_.resize(static_cast<size_t>(size) + AV_INPUT_BUFFER_PADDING_SIZE);
  if (size > 0) std::memcpy(padded_.data(), data, static_cast<size_t>(size));
  std::memset(padded_.data() + size, 0, AV_INPUT_BUFFER_PADDING_SIZE);
  const uint8_t *at = padded_.data();
  const bool flushing = size == 0;
  int64_t pts = tag == kNoTag ? AV_NOPTS_VALUE : tag;
  do {
    uint8_t *unit = nullptr;
    int unitSize = 0;
    // Position 0, not unknown: from an unknown one the parser does not find the first unit its timestamp.
    const int used = av_parser_parse2(parser_.get(), context_.get(), &unit, &unitSize, at, size, pts,
                                      AV_NOPTS_VALUE, 0);
    if (used < 0) throw std::runtime_error("the parser of libavcodec failed");
    pts = AV_NOPTS_VALUE;
    at += used;
    size -= used;
    if (used > 0) pending_ = true;
    if (unitSize > 0) {
      pending_ = size > 0;
      sink({unit, unitSize, parser_->pts == AV_NOPTS_VALUE ? kNoTag : parser_->pts});
    }
    if (flushing) break;
  } while (size > 0);
}

}  // namespace nvcodec::soft

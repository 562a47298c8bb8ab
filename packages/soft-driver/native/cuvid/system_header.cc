#include "cuvid/system_header.h"

#include <algorithm>

#include "cuvid/annexb.h"

namespace nvcodec::soft {

namespace {

// Start code suffixes of VC-1 (SMPTE 421M, annex E).
constexpr uint8_t kVc1Frame = 0x0d;
constexpr uint8_t kVc1EntryPoint = 0x0e;
constexpr uint8_t kVc1Sequence = 0x0f;

// The sequence headers in `data`: from the sequence's start code to that of the first frame or to the end.
// `complete` tells whether they are followed by a frame.
std::vector<uint8_t> vc1Headers(const std::vector<uint8_t> &data, bool *complete) {
  size_t at = 0;
  const uint8_t *begin = nullptr;
  bool entryPoint = false;
  NalUnit unit{};
  *complete = false;
  while (nextNalUnit(data.data(), data.size(), &at, &unit)) {
    if (unit.data[0] == kVc1Sequence && begin == nullptr) begin = unit.data - 3;
    if (unit.data[0] == kVc1EntryPoint) entryPoint = true;
    if (unit.data[0] == kVc1Frame && begin != nullptr && entryPoint) {
      *complete = true;
      return {begin, unit.data - 3};
    }
  }
  if (begin == nullptr || !entryPoint) return {};
  return {begin, data.data() + data.size()};
}

unsigned littleEndian32(const uint8_t *at) {
  return at[0] | at[1] << 8 | at[2] << 16 | static_cast<unsigned>(at[3]) << 24;
}

}  // namespace

SystemHeader::SystemHeader(const CUVIDEOFORMATEX *info) {
  if (info == nullptr) return;
  const size_t size = std::min<size_t>(info->format.seqhdr_data_length, sizeof info->raw_seqhdr_data);
  bytes_.assign(info->raw_seqhdr_data, info->raw_seqhdr_data + size);
  width_ = info->format.coded_width;
  height_ = info->format.coded_height;
}

bool SystemHeader::describe(const Codec &codec, const std::vector<uint8_t> &begin,
                            FrameDecoderOptions *options) const {
  options->id = codec.avId;
  options->extradata = bytes_;
  return codec.id != cudaVideoCodec_VC1 || describeVc1(begin, options);
}

bool SystemHeader::describeVc1(const std::vector<uint8_t> &begin, FrameDecoderOptions *options) const {
  bool complete = false;
  options->extradata = vc1Headers(bytes_, &complete);
  if (!options->extradata.empty()) return true;
  if (describeWmv3(options)) return true;
  options->extradata = vc1Headers(begin, &complete);
  return complete;
}

// The simple and main profiles have no start codes: their header is STRUCT_C, alone with the size in the format,
// or within the sequence layer of an RCV file (SMPTE 421M, annexes J and L).
bool SystemHeader::describeWmv3(FrameDecoderOptions *options) const {
  constexpr size_t kStructC = 4;
  constexpr size_t kRcvHeader = 20;
  const uint8_t *structC = nullptr;
  if (bytes_.size() >= kRcvHeader && bytes_[3] == 0xc5 && littleEndian32(&bytes_[4]) == kStructC) {
    structC = &bytes_[8];
    options->height = static_cast<int>(littleEndian32(&bytes_[12]));
    options->width = static_cast<int>(littleEndian32(&bytes_[16]));
  } else if (bytes_.size() >= kStructC && bytes_.size() < kRcvHeader && width_ > 0 && height_ > 0) {
    structC = bytes_.data();
    options->width = static_cast<int>(width_);
    options->height = static_cast<int>(height_);
  }
  if (structC == nullptr) return false;
  options->id = AV_CODEC_ID_WMV3;
  options->extradata.assign(structC, structC + kStructC);
  return true;
}

}  // namespace nvcodec::soft

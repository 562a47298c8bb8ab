#include "cuvid/obu.h"

#include <algorithm>

namespace nvcodec::soft {

namespace {

constexpr uint8_t kExtensionFlag = 0x04;
constexpr uint8_t kHasSizeFlag = 0x02;

void appendLeb128(std::vector<uint8_t> *to, uint64_t value) {
  do {
    const uint8_t more = value > 0x7f ? 0x80 : 0;
    to->push_back(static_cast<uint8_t>(value & 0x7f) | more);
    value >>= 7;
  } while (value != 0);
}

// One OBU of annex B, whose length is known from outside, with its own size field put in.
bool appendObu(const uint8_t *data, size_t size, std::vector<uint8_t> *to) {
  if (size == 0) return false;
  const size_t header = (data[0] & kExtensionFlag) != 0 ? 2 : 1;
  if (size < header) return false;
  if ((data[0] & kHasSizeFlag) != 0) {
    to->insert(to->end(), data, data + size);
    return true;
  }
  to->push_back(data[0] | kHasSizeFlag);
  if (header == 2) to->push_back(data[1]);
  appendLeb128(to, size - header);
  to->insert(to->end(), data + header, data + size);
  return true;
}

// Bits from the most significant down; zeros past the end.
class BitReader {
 public:
  BitReader(const uint8_t *data, size_t size) : data_(data), bits_(size * 8) {}
  unsigned read(int count) {
    unsigned value = 0;
    for (; count > 0; --count, ++at_) {
      const unsigned bit = at_ < bits_ ? (data_[at_ / 8] >> (7 - at_ % 8)) & 1u : 0u;
      value = value << 1 | bit;
    }
    return value;
  }
  // uvlc(), AV1 section 4.10.3.
  void skipUvlc() {
    int zeros = 0;
    while (zeros < 32 && at_ < bits_ && read(1) == 0) ++zeros;
    if (zeros < 32) read(zeros);
  }

 private:
  const uint8_t *data_;
  size_t bits_;
  size_t at_ = 0;
};

// decoder_model_info(), whose first field is needed later; returns buffer_delay_length_minus_1 + 1.
int readDecoderModel(BitReader *bits) {
  const int delayLength = static_cast<int>(bits->read(5)) + 1;
  bits->read(32);
  bits->read(5 + 5);
  return delayLength;
}

}  // namespace

bool readLeb128(const uint8_t *data, size_t size, size_t *at, uint64_t *value) {
  *value = 0;
  for (int i = 0; i < 8 && *at < size; ++i) {
    const uint8_t byte = data[(*at)++];
    *value |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if ((byte & 0x80) == 0) return *value <= UINT32_MAX;
  }
  return false;
}

bool nextObu(const uint8_t *data, size_t size, size_t *at, Obu *obu) {
  if (*at >= size) return false;
  const uint8_t header = data[(*at)++];
  if ((header & kExtensionFlag) != 0) ++*at;
  uint64_t length = size - std::min(*at, size);
  if ((header & kHasSizeFlag) != 0 && !readLeb128(data, size, at, &length)) return false;
  if (*at > size || length > size - *at) return false;
  *obu = {(header >> 3) & 15, data + *at, static_cast<size_t>(length)};
  *at += static_cast<size_t>(length);
  return true;
}

std::vector<uint8_t> lowOverhead(const uint8_t *data, size_t size) {
  std::vector<uint8_t> out;
  out.reserve(size + 64);
  size_t at = 0;
  while (at < size) {
    uint64_t temporalUnit;
    if (!readLeb128(data, size, &at, &temporalUnit) || temporalUnit > size - at) return {};
    const size_t unitEnd = at + static_cast<size_t>(temporalUnit);
    while (at < unitEnd) {
      uint64_t frameUnit;
      if (!readLeb128(data, unitEnd, &at, &frameUnit) || frameUnit > unitEnd - at) return {};
      const size_t frameEnd = at + static_cast<size_t>(frameUnit);
      while (at < frameEnd) {
        uint64_t length;
        if (!readLeb128(data, frameEnd, &at, &length) || length > frameEnd - at) return {};
        if (!appendObu(data + at, static_cast<size_t>(length), &out)) return {};
        at += static_cast<size_t>(length);
      }
    }
  }
  return out;
}

bool readOperatingPoints(const uint8_t *data, size_t size, CUVIDOPERATINGPOINTINFO *info) {
  size_t at = 0;
  Obu obu{};
  do {
    if (!nextObu(data, size, &at, &obu)) return false;
  } while (obu.type != kObuSequenceHeader);

  *info = {};
  info->codec = cudaVideoCodec_AV1;
  info->av1.operating_points_cnt = 1;
  BitReader bits(obu.payload, obu.size);
  bits.read(3 + 1);                   // seq_profile, still_picture
  if (bits.read(1) == 1) return true;  // reduced_still_picture_header: one operating point, idc 0
  bool decoderModel = false;
  int delayLength = 0;
  if (bits.read(1) == 1) {  // timing_info_present_flag
    bits.read(32);
    bits.read(32);
    if (bits.read(1) == 1) bits.skipUvlc();  // equal_picture_interval: num_ticks_per_picture_minus_1
    decoderModel = bits.read(1) == 1;
    if (decoderModel) delayLength = readDecoderModel(&bits);
  }
  const bool displayDelay = bits.read(1) == 1;
  const unsigned count = bits.read(5) + 1;
  info->av1.operating_points_cnt = static_cast<unsigned char>(count);
  for (unsigned i = 0; i < count; ++i) {
    info->av1.operating_points_idc[i] = static_cast<unsigned short>(bits.read(12));
    if (bits.read(5) > 7) bits.read(1);  // seq_level_idx, seq_tier
    if (decoderModel && bits.read(1) == 1) {
      bits.read(delayLength);
      bits.read(delayLength);
      bits.read(1);
    }
    if (displayDelay && bits.read(1) == 1) bits.read(4);
  }
  return true;
}

}  // namespace nvcodec::soft

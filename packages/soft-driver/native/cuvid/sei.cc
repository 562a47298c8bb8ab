#include "cuvid/sei.h"

#include "cuvid/annexb.h"
#include "cuvid/obu.h"

namespace nvcodec::soft {

namespace {

constexpr int kH264Sei = 6;
constexpr int kHevcPrefixSei = 39;
constexpr int kHevcSuffixSei = 40;

void append(SeiMessages *to, uint64_t type, const uint8_t *payload, size_t size) {
  if (type > 255) return;  // the structure has one byte for it
  CUSEIMESSAGE message{};
  message.sei_message_type = static_cast<unsigned char>(type);
  message.sei_message_size = static_cast<unsigned>(size);
  to->messages.push_back(message);
  to->payloads.insert(to->payloads.end(), payload, payload + size);
}

// A number written as 0xff for each 255 and a last byte (H.264, 7.3.2.3.1); false at the end.
bool readSeiNumber(const std::vector<uint8_t> &data, size_t *at, size_t *value) {
  *value = 0;
  while (*at < data.size()) {
    const uint8_t byte = data[(*at)++];
    *value += byte;
    if (byte != 255) return true;
  }
  return false;
}

void readMessages(const std::vector<uint8_t> &payload, SeiMessages *to) {
  size_t at = 0;
  // One byte left over holds rbsp_trailing_bits.
  while (at + 1 < payload.size()) {
    size_t type;
    size_t size;
    if (!readSeiNumber(payload, &at, &type) || !readSeiNumber(payload, &at, &size)) return;
    if (size > payload.size() - at) return;
    append(to, type, payload.data() + at, size);
    at += size;
  }
}

void readMetadata(const uint8_t *data, size_t size, SeiMessages *to) {
  size_t at = 0;
  Obu obu{};
  while (nextObu(data, size, &at, &obu)) {
    if (obu.type != kObuMetadata) continue;
    size_t start = 0;
    uint64_t type;
    if (readLeb128(obu.payload, obu.size, &start, &type)) append(to, type, obu.payload + start, obu.size - start);
  }
}

}  // namespace

SeiMessages readSei(cudaVideoCodec codec, const uint8_t *data, size_t size) {
  SeiMessages found;
  if (codec == cudaVideoCodec_AV1) readMetadata(data, size, &found);
  if (codec != cudaVideoCodec_H264 && codec != cudaVideoCodec_HEVC) return found;
  size_t at = 0;
  NalUnit unit{};
  while (nextNalUnit(data, size, &at, &unit)) {
    const bool hevc = codec == cudaVideoCodec_HEVC;
    const int type = hevc ? (unit.data[0] >> 1) & 63 : unit.data[0] & 31;
    if (hevc ? type != kHevcPrefixSei && type != kHevcSuffixSei : type != kH264Sei) continue;
    readMessages(rawBytePayload(unit, hevc ? 2 : 1), &found);
  }
  return found;
}

}  // namespace nvcodec::soft

#include "cuvid/sei.h"

#include "cuvid/annexb.h"
#include "cuvid/obu.h"

namespace nvcodec::soft {

namespace {

constexpr int kH264Sei = 6;
constexpr int kHevcPrefixSei = 39;
constexpr int kHevcSuffixSei = 40;

constexpr uint64_t kMasteringDisplay = 137;
constexpr uint64_t kContentLight = 144;
constexpr size_t kMasteringDisplaySize = 24;
constexpr size_t kContentLightSize = 4;

// The bytes of a big-endian number in the order of this machine.
template <typename Number>
void putNumber(const uint8_t *from, std::vector<uint8_t> *to) {
  Number value = 0;
  for (size_t i = 0; i < sizeof(Number); ++i) value = static_cast<Number>(value << 8 | from[i]);
  const auto *bytes = reinterpret_cast<const uint8_t *>(&value);
  to->insert(to->end(), bytes, bytes + sizeof(Number));
}

// SEIMASTERINGDISPLAYINFO: the message has x and y of each primary side by side, the structure all x before all y.
std::vector<uint8_t> masteringDisplay(const uint8_t *payload) {
  std::vector<uint8_t> info;
  for (const size_t point : {0, 1, 2}) putNumber<uint16_t>(payload + 4 * point, &info);
  for (const size_t point : {0, 1, 2}) putNumber<uint16_t>(payload + 4 * point + 2, &info);
  for (const size_t at : {12, 14}) putNumber<uint16_t>(payload + at, &info);
  for (const size_t at : {16, 20}) putNumber<uint32_t>(payload + at, &info);
  return info;
}

// SEICONTENTLIGHTLEVELINFO without its reserved field.
std::vector<uint8_t> contentLight(const uint8_t *payload) {
  std::vector<uint8_t> info;
  for (const size_t at : {0, 2}) putNumber<uint16_t>(payload + at, &info);
  return info;
}

void append(SeiMessages *to, uint64_t type, const uint8_t *payload, size_t size) {
  if (type > 255) return;  // the structure has one byte for it
  CUSEIMESSAGE message{};
  message.sei_message_type = static_cast<unsigned char>(type);
  message.sei_message_size = static_cast<unsigned>(size);
  to->messages.push_back(message);
  to->payloads.insert(to->payloads.end(), payload, payload + size);
}

// Two messages reach the callback as structures, the others as they lie in the stream.
void appendSei(SeiMessages *to, uint64_t type, const uint8_t *payload, size_t size) {
  std::vector<uint8_t> info;
  if (type == kMasteringDisplay && size >= kMasteringDisplaySize) info = masteringDisplay(payload);
  if (type == kContentLight && size >= kContentLightSize) info = contentLight(payload);
  if (info.empty()) append(to, type, payload, size);
  else append(to, type, info.data(), info.size());
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
    appendSei(to, type, payload.data() + at, size);
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

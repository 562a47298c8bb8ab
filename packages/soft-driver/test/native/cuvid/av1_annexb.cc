#include "av1_annexb.h"

#include <stdexcept>

namespace {

constexpr uint8_t kExtensionFlag = 0x04;
constexpr uint8_t kHasSizeFlag = 0x02;

size_t readLength(const std::vector<uint8_t> &data, size_t *at) {
  size_t value = 0;
  for (int shift = 0; *at < data.size(); shift += 7) {
    const uint8_t byte = data[(*at)++];
    value |= static_cast<size_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw std::runtime_error("an OBU ends in its size");
}

void appendLength(std::vector<uint8_t> *to, size_t value) {
  for (; value > 0x7f; value >>= 7) to->push_back(static_cast<uint8_t>(value) | 0x80);
  to->push_back(static_cast<uint8_t>(value));
}

std::vector<uint8_t> prefixed(const std::vector<uint8_t> &data) {
  std::vector<uint8_t> out;
  appendLength(&out, data.size());
  out.insert(out.end(), data.begin(), data.end());
  return out;
}

}  // namespace

std::vector<uint8_t> lengthDelimited(const std::vector<uint8_t> &unit) {
  std::vector<uint8_t> frame;
  for (size_t at = 0; at < unit.size();) {
    const uint8_t header = unit[at++];
    if ((header & kHasSizeFlag) == 0) throw std::runtime_error("an OBU without a size");
    std::vector<uint8_t> obu{static_cast<uint8_t>(header & ~kHasSizeFlag)};
    if ((header & kExtensionFlag) != 0) obu.push_back(unit.at(at++));
    const size_t size = readLength(unit, &at);
    if (size > unit.size() - at) throw std::runtime_error("an OBU longer than its packet");
    obu.insert(obu.end(), unit.begin() + static_cast<long>(at), unit.begin() + static_cast<long>(at + size));
    at += size;
    const std::vector<uint8_t> delimited = prefixed(obu);
    frame.insert(frame.end(), delimited.begin(), delimited.end());
  }
  return prefixed(prefixed(frame));
}

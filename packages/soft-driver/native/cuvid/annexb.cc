#include "cuvid/annexb.h"

#include <cstring>

namespace nvcodec::soft {

namespace {

// The position of the next 00 00 01, or `size`.
size_t findStartCode(const uint8_t *data, size_t size, size_t from) {
  while (from + 3 <= size) {
    const void *one = std::memchr(data + from + 2, 1, size - from - 2);
    if (one == nullptr) return size;
    const size_t at = static_cast<size_t>(static_cast<const uint8_t *>(one) - data);
    if (data[at - 1] == 0 && data[at - 2] == 0) return at - 2;
    from = at - 1;
  }
  return size;
}

}  // namespace

bool nextNalUnit(const uint8_t *data, size_t size, size_t *at, NalUnit *unit) {
  const size_t start = findStartCode(data, size, *at);
  if (start + 3 >= size) return false;
  size_t end = findStartCode(data, size, start + 3);
  *at = end;
  // Trailing zeros belong to the next start code.
  while (end > start + 3 && data[end - 1] == 0) --end;
  *unit = {data + start + 3, end - start - 3};
  return true;
}

std::vector<uint8_t> rawBytePayload(const NalUnit &unit, size_t headerBytes) {
  std::vector<uint8_t> payload;
  payload.reserve(unit.size);
  int zeros = 0;
  for (size_t i = headerBytes; i < unit.size; ++i) {
    const uint8_t byte = unit.data[i];
    if (zeros >= 2 && byte == 3) {
      zeros = 0;
      continue;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    payload.push_back(byte);
  }
  return payload;
}

}  // namespace nvcodec::soft

// Walks over NAL units in an Annex B byte stream (H.264 and H.265, annex B).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nvcodec::soft {

struct NalUnit {
  const uint8_t *data;  // from the NAL unit header on
  size_t size;
};

// Finds the next NAL unit at or after `*at`, moves `*at` behind it; false at the end.
bool nextNalUnit(const uint8_t *data, size_t size, size_t *at, NalUnit *unit);

// The payload after `headerBytes` with emulation_prevention_three_byte removed.
std::vector<uint8_t> rawBytePayload(const NalUnit &unit, size_t headerBytes);

}  // namespace nvcodec::soft

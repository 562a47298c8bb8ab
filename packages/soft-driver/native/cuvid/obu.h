// AV1's open bitstream units, as far as a parser needs them (AV1 specification, sections 5.3 to 5.5 and annex B).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cuvid/cuvid_types.h"

namespace nvcodec::soft {

enum ObuType : int {
  kObuSequenceHeader = 1,
  kObuTemporalDelimiter = 2,
  kObuMetadata = 5,
};

struct Obu {
  int type;
  const uint8_t *payload;
  size_t size;
};

// Reads leb128() at `*at` and moves behind it; false when it does not end in the data or passes 32 bits.
bool readLeb128(const uint8_t *data, size_t size, size_t *at, uint64_t *value);

// The next OBU of a low-overhead stream at `*at`, moving behind it; false at the end or where the data make no sense.
bool nextObu(const uint8_t *data, size_t size, size_t *at, Obu *obu);

// Rewrites a length-delimited (annex B) temporal unit as a low-overhead one, which is all libavcodec reads.
// Returns nothing where the lengths do not add up.
std::vector<uint8_t> lowOverhead(const uint8_t *data, size_t size);

// The operating points of the first sequence header in the data; false where there is none.
bool readOperatingPoints(const uint8_t *data, size_t size, CUVIDOPERATINGPOINTINFO *info);

}  // namespace nvcodec::soft

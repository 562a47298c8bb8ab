// Writes AV1 temporal units in the length-delimited form (AV1 specification, annex B).
#pragma once

#include <cstdint>
#include <vector>

// `unit` is a temporal unit in the low-overhead form, each OBU with its size. The OBUs lose their own sizes.
std::vector<uint8_t> lengthDelimited(const std::vector<uint8_t> &unit);

// Packet side data: stable names for its types, and its bytes.
#pragma once

#include <string>
#include <vector>

#include "av_owners.h"

namespace nvcodec {

// 'new_extradata', 'skip_samples' …: FFmpeg's constant without its prefix, in lower case, so that the names
// do not change with FFmpeg's wording; for types newer than this table, FFmpeg's own words joined by '_'.
std::string sideDataName(AVPacketSideDataType type);

// As it lies there, except 'dynamic_hdr10_plus', which FFmpeg keeps as a structure without a fixed layout: the bits of
// SMPTE ST 2094-40 from application_version on; empty when FFmpeg cannot write them.
std::vector<uint8_t> sideDataBytes(const AVPacketSideData& item);

}  // namespace nvcodec

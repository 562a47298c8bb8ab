// Stable names for the types of packet side data.
#pragma once

#include <string>

#include "av_owners.h"

namespace nvcodec {

// 'new_extradata', 'skip_samples' …: FFmpeg's constant without its prefix, in lower case, so that the names
// do not change with FFmpeg's wording; for types newer than this table, FFmpeg's own words joined by '_'.
std::string sideDataName(AVPacketSideDataType type);

}  // namespace nvcodec

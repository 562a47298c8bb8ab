// Side data of a stream (HDR metadata, display matrix), wherever this FFmpeg keeps it.
#pragma once

#include "av_owners.h"

extern "C" {
#include <libavcodec/version.h>
}

namespace nvcodec {

// Null when the stream has none of that type, or less than `minimumBytes` of it.
inline const uint8_t* streamSideData(const AVStream& stream, AVPacketSideDataType type, size_t minimumBytes) {
// FFmpeg 6.1 moved it from the stream to its codec parameters.
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 100)
  const AVPacketSideData* all = stream.codecpar->coded_side_data;
  const int count = stream.codecpar->nb_coded_side_data;
#else
  const AVPacketSideData* all = stream.side_data;
  const int count = stream.nb_side_data;
#endif
  for (int i = 0; i < count; i++) {
    if (all[i].type == type && all[i].size >= minimumBytes) return all[i].data;
  }
  return nullptr;
}

}  // namespace nvcodec

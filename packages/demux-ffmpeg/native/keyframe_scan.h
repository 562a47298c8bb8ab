// Where a stream's keyframes are: from the container's index where that is exact, else by reading packets.
#pragma once

#include <cstdint>
#include <vector>

#include "media_input.h"

namespace nvcodec {

struct Keyframe {
  int64_t pts;       // AV_NOPTS_VALUE when unknown
  int64_t dts;       // AV_NOPTS_VALUE when unknown
  int64_t position;  // byte offset, -1 when unknown
};

struct KeyframeList {
  std::vector<Keyframe> entries;
  bool complete = false;       // whether the whole stream was covered
  bool fromContainer = false;  // the container's index, rather than packets, was read
};

enum class ScanMode { IfNeeded, Always, Never };

// `opened` is the input in use, which is not moved; `fresh` is not yet opened and reads the same source.
int findKeyframes(const MediaInput& opened, MediaInput& fresh, const OpenRequest& request, int stream,
                  ScanMode mode, KeyframeList& list);

}  // namespace nvcodec

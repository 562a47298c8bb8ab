// Decodes a file through the C ABI of the driver, the way an application does, and reports what it was called back
// with.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cuvid/cuvid_abi.h"
#include "picture_hash.h"

struct SessionOptions {
  unsigned displayDelay = 2;
  bool endOfPicture = true;        // one packet, one picture
  size_t chunkBytes = 0;           // feed the file's own bytes in pieces of this size, without libavformat
  cudaVideoCodec codec = cudaVideoCodec_H264;  // with chunkBytes
  std::optional<cudaVideoSurfaceFormat> surface;
  cudaVideoDeinterlaceMode deinterlace = cudaVideoDeinterlaceMode_Weave;
  bool bothFields = false;
  unsigned targetWidth = 0;  // 0: that of the display area
  unsigned targetHeight = 0;
  CuvidRect targetRect{};
  CuvidRect crop{};  // null: the display area
  int rounds = 1;    // times the file is fed, with an end of stream after each
  bool timestamps = true;
  bool annexB = false;  // rewrite AV1 packets as length-delimited ones
  bool dropSurfaces = false;  // decode only
  std::string read = "bytes";  // a way of surface_reader.h; none: surfaces are mapped, waited for and unmapped unread
};

struct ShownPicture {
  long long timestamp;
  HostSurface surface;
  cuvidDecodeStatus status;
  bool progressive;
  bool topFieldFirst;
  bool secondField;
};

struct SessionReport {
  std::vector<CUVIDEOFORMAT> sequences;
  int decodes = 0;
  int displays = 0;
  int ends = 0;  // display callbacks with null
  int mostSlotsInUse = 0;
  std::vector<std::string> sei;  // "type:size" of each message
  std::vector<int> operatingPoints;  // how many, each time the parser asked
};

// Calls `shown` for each picture in display order. Throws std::runtime_error naming the call that failed.
SessionReport runSession(const std::string &path, const SessionOptions &options,
                         const std::function<void(const ShownPicture &)> &shown);

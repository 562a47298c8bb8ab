// The MD5 of a picture as FFmpeg's framemd5 has it: planar samples, tightly packed, at the low end of their bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cuvid/cuvid_types.h"

// A mapped surface in host memory.
struct HostSurface {
  cudaVideoSurfaceFormat format;
  int width;
  int height;
  int bitDepth;
  bool monochrome;
  size_t pitchBytes;
  std::vector<uint8_t> bytes;
};

// The samples of a surface as planes: Y, Cb, Cr, each tightly packed, 16-bit ones shifted down to `bitDepth`.
// Chroma planes of odd sizes are rounded up.
std::vector<uint8_t> planarSamples(const HostSurface &surface);

std::string md5(const std::vector<uint8_t> &bytes);

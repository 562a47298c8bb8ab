#include "picture_hash.h"

extern "C" {
#include <libavutil/md5.h>
}

#include <cstdio>

namespace {

struct PlaneShape {
  size_t offset;  // bytes into the surface
  int samples;    // per row
  int rows;
  int step;  // samples from one to the next
  int first;
};

template <typename Sample>
void appendPlane(const HostSurface &surface, const PlaneShape &plane, int shift, std::vector<uint8_t> *out) {
  for (int y = 0; y < plane.rows; ++y) {
    const size_t start = plane.offset + static_cast<size_t>(y) * surface.pitchBytes;
    const auto *row = reinterpret_cast<const Sample *>(surface.bytes.data() + start);
    for (int x = 0; x < plane.samples; ++x) {
      const auto sample = static_cast<Sample>(row[plane.first + x * plane.step] >> shift);
      const auto *bytes = reinterpret_cast<const uint8_t *>(&sample);
      out->insert(out->end(), bytes, bytes + sizeof sample);
    }
  }
}

}  // namespace

std::vector<uint8_t> planarSamples(const HostSurface &surface) {
  const cudaVideoSurfaceFormat format = surface.format;
  const bool full = format == cudaVideoSurfaceFormat_YUV444 || format == cudaVideoSurfaceFormat_YUV444_16Bit;
  const bool tall = full || format == cudaVideoSurfaceFormat_NV16 || format == cudaVideoSurfaceFormat_P216;
  const bool wide = format == cudaVideoSurfaceFormat_P016 || format == cudaVideoSurfaceFormat_YUV444_16Bit ||
                    format == cudaVideoSurfaceFormat_P216;
  const size_t lumaRows = (static_cast<size_t>(surface.height) + 1) & ~size_t{1};
  const int chromaWidth = full ? surface.width : (surface.width + 1) / 2;
  const int chromaHeight = tall ? surface.height : (surface.height + 1) / 2;
  std::vector<PlaneShape> planes = {{0, surface.width, surface.height, 1, 0}};
  for (int i = 0; i < 2 && !surface.monochrome; ++i) {
    const size_t offset = surface.pitchBytes * lumaRows * (full ? 1u + static_cast<unsigned>(i) : 1u);
    planes.push_back({offset, chromaWidth, chromaHeight, full ? 1 : 2, full ? 0 : i});
  }
  std::vector<uint8_t> out;
  out.reserve(surface.bytes.size());
  for (const PlaneShape &plane : planes) {
    // 8-bit content in a 16-bit surface hashes as the 8-bit picture that FFmpeg has.
    if (!wide) {
      appendPlane<uint8_t>(surface, plane, 0, &out);
    } else if (surface.bitDepth > 8) {
      appendPlane<uint16_t>(surface, plane, 16 - surface.bitDepth, &out);
    } else {
      PlaneShape bytes = plane;
      bytes.step = plane.step * 2;
      bytes.first = plane.first * 2 + 1;
      appendPlane<uint8_t>(surface, bytes, 0, &out);
    }
  }
  return out;
}

std::string md5(const std::vector<uint8_t> &bytes) {
  uint8_t digest[16];
  av_md5_sum(digest, bytes.data(), bytes.size());
  std::string text;
  for (const uint8_t byte : digest) {
    char two[3];
    snprintf(two, sizeof two, "%02x", byte);
    text += two;
  }
  return text;
}

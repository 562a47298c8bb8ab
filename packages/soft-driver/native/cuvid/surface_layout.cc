#include "cuvid/surface_layout.h"

namespace nvcodec::soft {

namespace {

constexpr size_t kPitchAlignment = 512;

}  // namespace

cudaVideoChromaFormat SurfaceLayout::chroma() const {
  if (!interleaved()) return cudaVideoChromaFormat_444;
  const bool fullHeight = format == cudaVideoSurfaceFormat_NV16 || format == cudaVideoSurfaceFormat_P216;
  return fullHeight ? cudaVideoChromaFormat_422 : cudaVideoChromaFormat_420;
}

SurfaceLayout surfaceLayout(cudaVideoSurfaceFormat format, unsigned width, unsigned height) {
  SurfaceLayout layout{format, width, height, 0};
  // An interleaved chroma row of an odd width is one sample longer than the luma row.
  const size_t rowBytes = ((width + 1u) & ~1u) * layout.sampleBytes();
  layout.pitchBytes = (rowBytes + kPitchAlignment - 1) / kPitchAlignment * kPitchAlignment;
  return layout;
}

unsigned surfaceFormats(cudaVideoChromaFormat chroma) {
  switch (chroma) {
    case cudaVideoChromaFormat_Monochrome:
    case cudaVideoChromaFormat_420:
      return 1u << cudaVideoSurfaceFormat_NV12 | 1u << cudaVideoSurfaceFormat_P016;
    case cudaVideoChromaFormat_422:
      return 1u << cudaVideoSurfaceFormat_NV16 | 1u << cudaVideoSurfaceFormat_P216;
    case cudaVideoChromaFormat_444:
      return 1u << cudaVideoSurfaceFormat_YUV444 | 1u << cudaVideoSurfaceFormat_YUV444_16Bit;
  }
  return 0;
}

}  // namespace nvcodec::soft

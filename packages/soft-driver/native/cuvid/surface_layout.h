// Where the planes of a mapped surface lie: as NVDEC lays them, in one allocation with one pitch, the chroma after an
// even number of luma rows.
#pragma once

#include <cstddef>

#include "cuvid/pixel_format.h"

namespace nvcodec::soft {

struct SurfaceLayout {
  cudaVideoSurfaceFormat format;
  unsigned width;  // of the luma plane, in samples
  unsigned height;
  size_t pitchBytes;

  bool sixteenBit() const {
    return format == cudaVideoSurfaceFormat_P016 || format == cudaVideoSurfaceFormat_YUV444_16Bit ||
           format == cudaVideoSurfaceFormat_P216;
  }
  // Whether Cb and Cr alternate in one plane.
  bool interleaved() const {
    return format != cudaVideoSurfaceFormat_YUV444 && format != cudaVideoSurfaceFormat_YUV444_16Bit;
  }
  cudaVideoChromaFormat chroma() const;
  size_t sampleBytes() const { return sixteenBit() ? 2 : 1; }
  size_t lumaRows() const { return (height + 1u) & ~1u; }
  size_t chromaRows() const { return chroma() == cudaVideoChromaFormat_420 ? lumaRows() / 2 : lumaRows(); }
  size_t bytes() const { return pitchBytes * (lumaRows() + chromaRows() * (interleaved() ? 1 : 2)); }
  // The start of the chroma plane: 0 for Cb or the interleaved one, 1 for Cr.
  size_t chromaOffset(int plane) const { return pitchBytes * (lumaRows() + chromaRows() * static_cast<size_t>(plane)); }
};

SurfaceLayout surfaceLayout(cudaVideoSurfaceFormat format, unsigned width, unsigned height);

// The surface formats, as a mask of 1 << format, that pictures of a chroma format can be mapped in.
unsigned surfaceFormats(cudaVideoChromaFormat chroma);

}  // namespace nvcodec::soft

#include "geometry.h"

#include <algorithm>

namespace {

enum Geometry { kCropped = 1, kHalved, kOtherSize, kPlaced, kEverything };

// A rectangle inside one of that size, with at least one pixel.
CuvidRect inside(unsigned width, unsigned height, Numbers *numbers) {
  const unsigned left = numbers->below(width);
  const unsigned top = numbers->below(height);
  const unsigned right = left + 1 + numbers->below(width - left);
  const unsigned bottom = top + 1 + numbers->below(height - top);
  return {static_cast<short>(left), static_cast<short>(top), static_cast<short>(right), static_cast<short>(bottom)};
}

cudaVideoSurfaceFormat naturalSurface(const CUVIDEOFORMAT &format) {
  const bool deep = format.bit_depth_luma_minus8 > 0;
  if (format.chroma_format == cudaVideoChromaFormat_444) {
    return deep ? cudaVideoSurfaceFormat_YUV444_16Bit : cudaVideoSurfaceFormat_YUV444;
  }
  if (format.chroma_format == cudaVideoChromaFormat_422) {
    return deep ? cudaVideoSurfaceFormat_P216 : cudaVideoSurfaceFormat_NV16;
  }
  return deep ? cudaVideoSurfaceFormat_P016 : cudaVideoSurfaceFormat_NV12;
}

void setGeometry(long long kind, Numbers *numbers, CUVIDDECODECREATEINFO *info) {
  CuvidRect &area = info->display_area;
  if (kind == kCropped || kind == kEverything) {
    const CuvidRect part = inside(static_cast<unsigned>(area.right - area.left),
                                  static_cast<unsigned>(area.bottom - area.top), numbers);
    area = {static_cast<short>(area.left + part.left), static_cast<short>(area.top + part.top),
            static_cast<short>(area.left + part.right), static_cast<short>(area.top + part.bottom)};
  }
  info->ulTargetWidth = static_cast<unsigned long>(area.right - area.left);
  info->ulTargetHeight = static_cast<unsigned long>(area.bottom - area.top);
  if (kind == kHalved) {
    info->ulTargetWidth = std::max(1ul, info->ulTargetWidth / 2);
    info->ulTargetHeight = std::max(1ul, info->ulTargetHeight / 2);
  } else if (kind == kOtherSize || kind == kEverything) {
    info->ulTargetWidth = 1 + numbers->below(700);
    info->ulTargetHeight = 1 + numbers->below(700);
  }
  if (kind == kPlaced || kind == kEverything) {
    info->target_rect = inside(static_cast<unsigned>(info->ulTargetWidth), static_cast<unsigned>(info->ulTargetHeight),
                               numbers);
  }
}

}  // namespace

CUVIDDECODECREATEINFO createInfo(const CUVIDEOFORMAT &format, const FuzzCase &input, Numbers *numbers) {
  const auto &area = format.display_area;
  CUVIDDECODECREATEINFO info{};
  info.ulWidth = format.coded_width;
  info.ulHeight = format.coded_height;
  info.ulNumDecodeSurfaces =
      std::min<unsigned long>(32, format.min_num_decode_surfaces + static_cast<unsigned long>(input.setting("extra")));
  info.CodecType = format.codec;
  info.ChromaFormat = format.chroma_format;
  info.bitDepthMinus8 = format.bit_depth_luma_minus8;
  info.display_area = {static_cast<short>(area.left), static_cast<short>(area.top), static_cast<short>(area.right),
                       static_cast<short>(area.bottom)};
  const long long surface = input.setting("surface");
  info.OutputFormat = surface < 0 ? naturalSurface(format) : static_cast<cudaVideoSurfaceFormat>(surface);
  info.DeinterlaceMode = static_cast<cudaVideoDeinterlaceMode>(input.setting("deinterlace"));
  info.ulNumOutputSurfaces = static_cast<unsigned long>(std::max(1ll, input.setting("surfaces")));
  if (input.setting("reconfigure") != 0) {
    info.ulMaxWidth = info.ulWidth * 2;
    info.ulMaxHeight = info.ulHeight * 2;
  }
  // Rectangles are of 16-bit numbers: for larger pictures the driver must say no by itself.
  const bool tooLarge = format.coded_width > 0x7fff || format.coded_height > 0x7fff;
  setGeometry(tooLarge ? 0 : input.setting("geometry"), numbers, &info);
  return info;
}

size_t surfaceBytes(const CUVIDDECODECREATEINFO &info, size_t pitchBytes) {
  const size_t rows = (info.ulTargetHeight + 1) & ~1ul;
  switch (info.OutputFormat) {
    case cudaVideoSurfaceFormat_YUV444:
    case cudaVideoSurfaceFormat_YUV444_16Bit:
      return pitchBytes * rows * 3;
    case cudaVideoSurfaceFormat_NV16:
    case cudaVideoSurfaceFormat_P216:
      return pitchBytes * rows * 2;
    default:
      return pitchBytes * (rows + rows / 2);
  }
}

size_t surfaceRowBytes(const CUVIDDECODECREATEINFO &info) {
  const bool wide = info.OutputFormat == cudaVideoSurfaceFormat_P016 || info.OutputFormat == cudaVideoSurfaceFormat_P216 ||
                    info.OutputFormat == cudaVideoSurfaceFormat_YUV444_16Bit;
  return info.ulTargetWidth * (wide ? 2 : 1);
}

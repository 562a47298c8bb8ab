#include "cuvid/decoder_settings.h"

#include "cuda/failure.h"
#include "cuvid/caps.h"

namespace nvcodec::soft {

namespace {

constexpr unsigned long kMostDecodeSurfaces = 32;
constexpr unsigned long kMostOutputSurfaces = 64;
constexpr unsigned long kMostTarget = 16384;

bool isNull(const CuvidRect &rect) { return rect.left == 0 && rect.top == 0 && rect.right == 0 && rect.bottom == 0; }

// `rect` within an area of the given size; a null rectangle stands for all of it.
Rect checkedRect(const CuvidRect &rect, unsigned long width, unsigned long height) {
  if (isNull(rect)) return {0, 0, static_cast<int>(width), static_cast<int>(height)};
  require(rect.left >= 0 && rect.top >= 0 && rect.left < rect.right && rect.top < rect.bottom,
          CUDA_ERROR_INVALID_VALUE);
  require(static_cast<unsigned long>(rect.right) <= width && static_cast<unsigned long>(rect.bottom) <= height,
          CUDA_ERROR_INVALID_VALUE);
  return {rect.left, rect.top, rect.right, rect.bottom};
}

PostProcess checkedOutput(const CuvidRect &displayArea, const CuvidRect &targetRect, unsigned long codedWidth,
                          unsigned long codedHeight, unsigned long width, unsigned long height,
                          cudaVideoSurfaceFormat format, cudaVideoDeinterlaceMode deinterlace) {
  require(width > 0 && height > 0 && width <= kMostTarget && height <= kMostTarget, CUDA_ERROR_INVALID_VALUE);
  return {checkedRect(displayArea, codedWidth, codedHeight), checkedRect(targetRect, width, height),
          surfaceLayout(format, static_cast<unsigned>(width), static_cast<unsigned>(height)), deinterlace};
}

void checkCaps(const CUVIDDECODECREATEINFO &info) {
  CUVIDDECODECAPS caps{};
  caps.eCodecType = info.CodecType;
  caps.eChromaFormat = info.ChromaFormat;
  caps.nBitDepthMinus8 = static_cast<unsigned>(info.bitDepthMinus8);
  fillCaps(&caps);
  require(caps.bIsSupported != 0, CUDA_ERROR_NOT_SUPPORTED);
  require(info.OutputFormat >= 0 && info.OutputFormat < 16 && (caps.nOutputFormatMask >> info.OutputFormat & 1) != 0,
          CUDA_ERROR_NOT_SUPPORTED);
  require(info.enableHistogram == 0, CUDA_ERROR_NOT_SUPPORTED);
  require(info.ulWidth >= caps.nMinWidth && info.ulHeight >= caps.nMinHeight, CUDA_ERROR_INVALID_VALUE);
  require(info.ulWidth <= caps.nMaxWidth && info.ulHeight <= caps.nMaxHeight, CUDA_ERROR_INVALID_VALUE);
  require(info.ulWidth * info.ulHeight / 256 <= caps.nMaxMBCount, CUDA_ERROR_INVALID_VALUE);
}

}  // namespace

DecoderSettings checkedSettings(const CUVIDDECODECREATEINFO &info) {
  require(info.CodecType >= 0 && info.CodecType < cudaVideoCodec_NumCodecs, CUDA_ERROR_INVALID_VALUE);
  require(info.ChromaFormat >= 0 && info.ChromaFormat <= cudaVideoChromaFormat_444 && info.bitDepthMinus8 <= 8,
          CUDA_ERROR_INVALID_VALUE);
  require(info.DeinterlaceMode >= 0 && info.DeinterlaceMode <= cudaVideoDeinterlaceMode_Adaptive,
          CUDA_ERROR_INVALID_VALUE);
  checkCaps(info);
  require(info.ulNumDecodeSurfaces >= 1 && info.ulNumDecodeSurfaces <= kMostDecodeSurfaces, CUDA_ERROR_INVALID_VALUE);
  require(info.ulNumOutputSurfaces >= 1 && info.ulNumOutputSurfaces <= kMostOutputSurfaces, CUDA_ERROR_INVALID_VALUE);
  const unsigned long maxWidth = info.ulMaxWidth == 0 ? info.ulWidth : info.ulMaxWidth;
  const unsigned long maxHeight = info.ulMaxHeight == 0 ? info.ulHeight : info.ulMaxHeight;
  require(maxWidth >= info.ulWidth && maxHeight >= info.ulHeight, CUDA_ERROR_INVALID_VALUE);

  return {info.CodecType,
          info.ChromaFormat,
          static_cast<unsigned>(info.bitDepthMinus8) + 8,
          static_cast<unsigned>(info.ulWidth),
          static_cast<unsigned>(info.ulHeight),
          static_cast<unsigned>(maxWidth),
          static_cast<unsigned>(maxHeight),
          static_cast<unsigned>(info.ulNumDecodeSurfaces),
          static_cast<unsigned>(info.ulNumOutputSurfaces),
          checkedOutput(info.display_area, info.target_rect, info.ulWidth, info.ulHeight, info.ulTargetWidth,
                        info.ulTargetHeight, info.OutputFormat, info.DeinterlaceMode)};
}

DecoderSettings reconfigured(const DecoderSettings &from, const CUVIDRECONFIGUREDECODERINFO &info) {
  require(info.ulWidth >= 1 && info.ulHeight >= 1 && info.ulWidth <= from.maxWidth && info.ulHeight <= from.maxHeight,
          CUDA_ERROR_INVALID_VALUE);
  require(info.ulNumDecodeSurfaces >= 1 && info.ulNumDecodeSurfaces <= kMostDecodeSurfaces, CUDA_ERROR_INVALID_VALUE);
  DecoderSettings to = from;
  to.codedWidth = info.ulWidth;
  to.codedHeight = info.ulHeight;
  to.decodeSurfaces = info.ulNumDecodeSurfaces;
  to.output = checkedOutput(info.display_area, info.target_rect, info.ulWidth, info.ulHeight, info.ulTargetWidth,
                            info.ulTargetHeight, from.output.layout.format, from.output.deinterlace);
  return to;
}

}  // namespace nvcodec::soft

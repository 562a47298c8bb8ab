#include "cuvid/pixel_format.h"

namespace nvcodec::soft {

namespace {

// Each component in its own plane, in the machine's byte order, at the low end of 1 or 2 bytes.
bool componentsArePlanes(const AVPixFmtDescriptor &descriptor, int components) {
  for (int i = 0; i < components; ++i) {
    const AVComponentDescriptor &component = descriptor.comp[i];
    if (component.step != (component.depth > 8 ? 2 : 1) || component.shift != 0 || component.offset != 0) return false;
    if (component.depth != descriptor.comp[0].depth) return false;
  }
  return true;
}

}  // namespace

bool describePlanar(AVPixelFormat format, SampleFormat *out) {
  const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(format);
  if (descriptor == nullptr) return false;
  constexpr uint64_t kOther = AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                              AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BAYER;
  if ((descriptor->flags & kOther) != 0) return false;
  const int components = descriptor->nb_components < 3 ? 1 : 3;
  if (components == 3 && (descriptor->flags & AV_PIX_FMT_FLAG_PLANAR) == 0) return false;
  const int depth = descriptor->comp[0].depth;
  if (depth < 8 || depth > 16 || !componentsArePlanes(*descriptor, components)) return false;

  const int width = descriptor->log2_chroma_w;
  const int height = descriptor->log2_chroma_h;
  cudaVideoChromaFormat chroma = cudaVideoChromaFormat_444;
  if (components == 1) chroma = cudaVideoChromaFormat_Monochrome;
  else if (width == 1 && height == 1) chroma = cudaVideoChromaFormat_420;
  else if (width == 1 && height == 0) chroma = cudaVideoChromaFormat_422;
  else if (width != 0 || height != 0) return false;
  *out = {chroma, depth, (descriptor->flags & AV_PIX_FMT_FLAG_RGB) != 0};
  return true;
}

AVPixelFormat planarFormat(const SampleFormat &format) {
  struct Row {
    int depth;
    AVPixelFormat formats[4];  // by cudaVideoChromaFormat
  };
  static constexpr Row kRows[] = {
      {8, {AV_PIX_FMT_GRAY8, AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUV444P}},
      {9, {AV_PIX_FMT_GRAY9, AV_PIX_FMT_YUV420P9, AV_PIX_FMT_YUV422P9, AV_PIX_FMT_YUV444P9}},
      {10, {AV_PIX_FMT_GRAY10, AV_PIX_FMT_YUV420P10, AV_PIX_FMT_YUV422P10, AV_PIX_FMT_YUV444P10}},
      {12, {AV_PIX_FMT_GRAY12, AV_PIX_FMT_YUV420P12, AV_PIX_FMT_YUV422P12, AV_PIX_FMT_YUV444P12}},
      {14, {AV_PIX_FMT_GRAY14, AV_PIX_FMT_YUV420P14, AV_PIX_FMT_YUV422P14, AV_PIX_FMT_YUV444P14}},
      {16, {AV_PIX_FMT_GRAY16, AV_PIX_FMT_YUV420P16, AV_PIX_FMT_YUV422P16, AV_PIX_FMT_YUV444P16}},
  };
  for (const Row &row : kRows) {
    if (row.depth == format.bitDepth) return row.formats[format.chroma];
  }
  return AV_PIX_FMT_NONE;
}

}  // namespace nvcodec::soft

// colorspace's kernel nv12_to_rgb24 for BT.709 with chroma sited left: its argument (YuvToRgbParams in
// kernels/yuv_source.h), the grid that covers a picture (a thread converts 16 pixels of two rows), and its launch.
#pragma once

#include <cstdint>

#include "decoder.h"

struct Rgb24Parameters {
  uint64_t target;
  uint64_t targetPlaneStride;
  uint64_t targetStride;
  uint64_t sourcePlane[2];
  int targetPitch;
  int sourcePitch[3];
  int sourceWidth, sourceHeight;
  int left, top;
  int width, height;
  float farther[2];
  float below;
  float black, noColor;
  float luma;
  float redFromCr, greenFromCb, greenFromCr, blueFromCb;
  float scale[3], bias[3];
  uint64_t source[64];
};
static_assert(sizeof(Rgb24Parameters) == 144 + 8 * 64, "the kernel's parameter is 656 bytes");

struct Rgb24Grid {
  unsigned blocksX, blocksY, threadsX, threadsY;
};

inline Rgb24Grid rgb24Grid(unsigned width, unsigned height) {
  constexpr unsigned pixelsPerThread = 16, threadsX = 32, threadsY = 4;
  const unsigned columns = (width + pixelsPerThread - 1) / pixelsPerThread;
  const unsigned rowPairs = height / 2 + 1;
  return {(columns + threadsX - 1) / threadsX, (rowPairs + threadsY - 1) / threadsY, threadsX, threadsY};
}

inline Rgb24Parameters rgb24Parameters(uint64_t surface, unsigned pitch, uint64_t target, unsigned width, unsigned height,
                                       bool fullRange) {
  // Rec. ITU-R BT.709-6, item 3.2, and the 8-bit quantisation of item 4.6. R, G and B come out from 0 to 1.
  constexpr double kr = 0.2126, kb = 0.0722, kg = 1 - kr - kb;
  const double lumaSteps = fullRange ? 255 : 219, chromaSteps = fullRange ? 255 : 224, black = fullRange ? 0 : 16;
  const double y = 1 / lumaSteps, c = 1 / chromaSteps;
  Rgb24Parameters params{};
  params.source[0] = surface;
  params.sourcePlane[0] = params.sourcePlane[1] = static_cast<uint64_t>(pitch) * ((height + 1) & ~1U);
  params.target = target;
  for (int &sourcePitch : params.sourcePitch) sourcePitch = static_cast<int>(pitch);
  params.targetPitch = static_cast<int>(3 * width);
  params.sourceWidth = params.width = static_cast<int>(width);
  params.sourceHeight = params.height = static_cast<int>(height);
  params.farther[1] = 0.5F;
  params.below = 0.25F;
  params.black = static_cast<float>(black);
  params.noColor = 128;
  params.luma = static_cast<float>(y);
  params.redFromCr = static_cast<float>(2 * (1 - kr) * c);
  params.greenFromCb = static_cast<float>(-2 * (1 - kb) * kb / kg * c);
  params.greenFromCr = static_cast<float>(-2 * (1 - kr) * kr / kg * c);
  params.blueFromCb = static_cast<float>(2 * (1 - kb) * c);
  return params;
}

class Rgb24Kernel {
 public:
  Rgb24Kernel(const Driver &driver, const std::string &file) : driver_(driver) {
    CUmodule module;
    driver_.check(driver_.cuModuleLoad(&module, file.c_str()), "cuModuleLoad");
    driver_.check(driver_.cuModuleGetFunction(&function_, module, "nv12_to_rgb24"), "cuModuleGetFunction");
  }

  // `target` has room for 3 * width * height bytes.
  void launch(const Decoder &decoder, const Decoder::Surface &surface, CUdeviceptr target, CUstream stream) const {
    if (decoder.bytesPerSample() != 1) throw std::runtime_error("only 8-bit pictures are converted to rgb24");
    Rgb24Parameters params =
        rgb24Parameters(surface.pointer, surface.pitch, target, decoder.width(), decoder.height(), decoder.fullRange());
    void *arguments[] = {&params};
    const Rgb24Grid grid = rgb24Grid(decoder.width(), decoder.height());
    driver_.check(driver_.cuLaunchKernel(function_, grid.blocksX, grid.blocksY, 1, grid.threadsX, grid.threadsY, 1, 0, stream,
                                         arguments, nullptr),
                  "cuLaunchKernel");
  }

 private:
  const Driver &driver_;
  CUfunction function_ = nullptr;
};

// 4:2:2, 8 bits, interleaved chroma at even columns, to every R'G'B' layout of float samples.
#include "yuv_to_rgb.h"

YUV_TO_FLOAT_KERNELS(nv16_cosited, YuvLayout<u8, CositedChroma, false>)

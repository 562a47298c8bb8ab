// 4:2:0, 16 bits, interleaved chroma, to every R'G'B' layout of whole numbers.
#include "yuv_to_rgb.h"

YUV_TO_RGB_KERNELS(p016, YuvLayout<u16, HalvedChroma, true>)

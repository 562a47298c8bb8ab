// 4:2:0, up to 16 bits at the top of each word, interleaved chroma, to every R'G'B' layout.
#include "yuv_to_rgb.h"

YUV_TO_RGB_KERNELS(p016, YuvLayout<u16, HalvedChroma, true>)

// 4:4:4, up to 16 bits at the top of each word, three planes, to every R'G'B' layout.
#include "yuv_to_rgb.h"

YUV_TO_RGB_KERNELS(yuv444p16, YuvLayout<u16, FullChroma, false>)

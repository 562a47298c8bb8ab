// 4:4:4, 8 bits, three planes, to every R'G'B' layout of float samples.
#include "yuv_to_rgb.h"

YUV_TO_FLOAT_KERNELS(yuv444, YuvLayout<u8, FullChroma, false>)

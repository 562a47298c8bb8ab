// 4:4:4, 16 bits, three planes, to every R'G'B' layout of float samples.
#include "yuv_to_rgb.h"

YUV_TO_FLOAT_KERNELS(yuv444p16, YuvLayout<u16, FullChroma, false>)

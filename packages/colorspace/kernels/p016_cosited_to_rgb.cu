// 4:2:0, 16 bits, interleaved chroma at even columns, to every R'G'B' layout of whole numbers.
#include "yuv_to_rgb.h"

YUV_TO_RGB_KERNELS(p016_cosited, YuvLayout<u16, CositedChroma, true>)

// 4:2:0, 8 bits, interleaved chroma at even columns, to every R'G'B' layout of whole numbers.
#include "yuv_to_rgb.h"

YUV_TO_RGB_KERNELS(nv12_cosited, YuvLayout<u8, CositedChroma, true>)

// 4:2:2, 16 bits, interleaved chroma at even columns, to every R'G'B' layout of float samples.
#include "yuv_to_rgb.h"

YUV_TO_FLOAT_KERNELS(p216_cosited, YuvLayout<u16, CositedChroma, false>)

// Any geometry, from samples of 8 bits.
#include "scale.h"

SCALE_KERNELS(scale_u8, u8)
KERNEL(filter_columns_u8_to_f32, filterColumns<u8, float>)

// Any geometry, from samples of 16 bits.
#include "scale.h"

SCALE_KERNELS(scale_u16, u16)
KERNEL(filter_columns_u16_to_f32, filterColumns<u16, float>)

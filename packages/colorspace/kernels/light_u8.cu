// Other colours, from samples of 8 bits.
#include "light.h"

RGB_KERNELS(light_u8, u8, LightParams)
KERNEL(filter_columns_u8_to_f64, filterColumns<u8, double>)

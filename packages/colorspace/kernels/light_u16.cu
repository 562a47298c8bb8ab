// Other colours, from samples of 16 bits.
#include "light.h"

RGB_KERNELS(light_u16, u16, LightParams)
KERNEL(filter_columns_u16_to_f64, filterColumns<u16, double>)

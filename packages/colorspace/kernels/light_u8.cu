// Other colours, from samples of 8 bits.
#include "light.h"

RGB_KERNELS(light_u8, u8, LightParams)

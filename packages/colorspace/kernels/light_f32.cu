// Other colours, as the second step where filters are wide.
#include "light.h"

RGB_KERNELS(light_f32, float, LightParams)

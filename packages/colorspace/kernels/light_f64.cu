// Other colours, as the second step where filters are wide.
#include "light.h"

RGB_KERNELS(light_f64, double, LightParams)

// The second step where filters are wide: rows, from samples whose columns are filtered already.
#include "scale.h"

SCALE_KERNELS(scale_f32, float)

// What this driver decodes, and the limits that NVCODEC_SOFT_CAPS puts on it to play a GPU of smaller abilities.
#pragma once

#include "cuvid/codec.h"

namespace nvcodec::soft {

// Fills the OUT fields from the IN ones, all zero where the combination is not decoded.
void fillCaps(CUVIDDECODECAPS *caps);

}  // namespace nvcodec::soft

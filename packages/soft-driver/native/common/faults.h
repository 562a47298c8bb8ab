// Injected faults, from NVCODEC_SOFT_FAULTS, e.g. "cuMemAlloc_v2:3=2,cuvidDecodePicture:10=700,picture:7=damaged":
// the third call of cuMemAlloc_v2 returns 2, the tenth of cuvidDecodePicture 700, and picture 7 (0-based, in
// output order) is reported damaged. Calls are counted over the process, from the first use or the last reset.
#pragma once

#include "common/environment.h"

NVCODEC_SOFT_EXPORT int nvcodecSoftFault(const char *function);
NVCODEC_SOFT_EXPORT int nvcodecSoftPictureDamaged(uint64_t picture);

namespace nvcodec::soft {

// Counts one call of `function`; returns the CUresult it has to return at once, or 0.
inline int fault(const char *function) { return nvcodecSoftFault(function); }

// Whether picture `picture` (0-based, output order) is to be reported damaged.
inline bool pictureDamaged(uint64_t picture) { return nvcodecSoftPictureDamaged(picture) != 0; }

}  // namespace nvcodec::soft

// Stands first in each exported function that returns a CUresult.
#define NVCODEC_SOFT_FAULT_POINT()                                                            \
  do {                                                                                        \
    if (const int injected = ::nvcodec::soft::fault(__func__)) return static_cast<CUresult>(injected); \
  } while (false)

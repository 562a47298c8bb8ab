// How the insides report errors: by throwing a Failure, which the outermost layer of each exported function
// turns into its return value. No exception crosses the C ABI.
#pragma once

#include "cuda/cuda_types.h"

namespace nvcodec::soft {

struct Failure {
  CUresult code;
};

inline void require(bool condition, CUresult otherwise) {
  if (!condition) throw Failure{otherwise};
}

}  // namespace nvcodec::soft

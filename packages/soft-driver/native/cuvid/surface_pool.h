// The output surfaces of a decoder: device memory allocated with it, mapped one picture at a time.
#pragma once

#include <memory>
#include <vector>

#include "cuvid/scale.h"
#include "cuvid/surface_layout.h"

namespace nvcodec::soft {

struct Surface {
  CUdeviceptr pointer = 0;
  bool mapped = false;
  // Each surface its own: they are written on different streams' threads. Whoever writes one has a share.
  const std::shared_ptr<Scaler> scaler = std::make_shared<Scaler>();

  ~Surface();
};

class SurfacePool {
 public:
  // Allocates in the current context; throws Failure with the code of cuMemAlloc.
  SurfacePool(const SurfaceLayout &layout, unsigned count);

  // Throws Failure CUDA_ERROR_MAP_FAILED when all surfaces are mapped.
  const Surface &map();

  // Returns false when `pointer` is not a mapped surface of this pool.
  bool unmap(CUdeviceptr pointer);

  bool anyMapped() const;
  size_t size() const { return surfaces_.size(); }

 private:
  std::vector<std::unique_ptr<Surface>> surfaces_;
  size_t next_ = 0;
};

}  // namespace nvcodec::soft

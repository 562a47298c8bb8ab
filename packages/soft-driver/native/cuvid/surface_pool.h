// The output surfaces of a decoder: device memory allocated with it, mapped one picture at a time.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "cuvid/scale.h"
#include "cuvid/surface_layout.h"

namespace nvcodec::soft {

struct Surface {
  CUdeviceptr pointer = 0;
  bool mapped = false;
  std::mutex writing;  // a caller may unmap before his stream has written, and map again on another stream
  Scaler scaler;       // each surface its own: they are written on different streams' threads

  ~Surface();
  uint8_t *bytes() const { return reinterpret_cast<uint8_t *>(pointer); }
};

class SurfacePool {
 public:
  // Allocates in the current context; throws Failure with the code of cuMemAlloc.
  SurfacePool(const SurfaceLayout &layout, unsigned count);

  // Throws Failure CUDA_ERROR_MAP_FAILED when all surfaces are mapped.
  std::shared_ptr<Surface> map();

  // Returns false when `pointer` is not a mapped surface of this pool.
  bool unmap(CUdeviceptr pointer);

  bool anyMapped() const;
  size_t size() const { return surfaces_.size(); }

 private:
  std::vector<std::shared_ptr<Surface>> surfaces_;
  size_t next_ = 0;
};

}  // namespace nvcodec::soft

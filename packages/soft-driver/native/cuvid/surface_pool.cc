#include "cuvid/surface_pool.h"

#include <algorithm>

#include "common/cuda_calls.h"
#include "cuda/failure.h"

namespace nvcodec::soft {

Surface::~Surface() {
  // Fails where the context went first and took the memory along.
  if (pointer != 0) nvcodecSoftMemFree(pointer);
}

SurfacePool::SurfacePool(const SurfaceLayout &layout, unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    auto surface = std::make_unique<Surface>();
    const CUresult result = nvcodecSoftMemAlloc(&surface->pointer, layout.bytes());
    require(result == CUDA_SUCCESS, result);
    surfaces_.push_back(std::move(surface));
  }
}

const Surface &SurfacePool::map() {
  // In turn: the surface that has been free for longest is the least likely to have readers left.
  for (size_t i = 0; i < surfaces_.size(); ++i) {
    Surface &surface = *surfaces_[(next_ + i) % surfaces_.size()];
    if (surface.mapped) continue;
    surface.mapped = true;
    next_ = (next_ + i + 1) % surfaces_.size();
    return surface;
  }
  throw Failure{CUDA_ERROR_MAP_FAILED};
}

bool SurfacePool::unmap(CUdeviceptr pointer) {
  for (const auto &surface : surfaces_) {
    if (surface->pointer != pointer || !surface->mapped) continue;
    surface->mapped = false;
    return true;
  }
  return false;
}

bool SurfacePool::anyMapped() const {
  return std::any_of(surfaces_.begin(), surfaces_.end(), [](const auto &surface) { return surface->mapped; });
}

}  // namespace nvcodec::soft

// Ways to bring a mapped surface to the host: its bytes are the same in each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cuda/cuda_types.h"

struct SurfaceRows {
  CUdeviceptr pointer;
  size_t pitchBytes;
  size_t rowBytes;
  size_t count;  // of all planes
};

// All rows, pitchBytes apart, read by work of `stream` that has been done when the function returns. `way`:
// bytes (one copy of everything), rows (one of all rows), bands (of a few rows at a time), halves (the left and the
// right half of all rows), band-then-bytes, twice (rows, and then again), touched (rows, one byte of which is written over),
// on-device (rows into other device memory, and from there).
// Throws std::runtime_error naming the call that failed.
std::vector<uint8_t> readSurface(const SurfaceRows &surface, CUstream stream, const std::string &way);

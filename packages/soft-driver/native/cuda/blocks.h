// Where the memory of a device, and page-locked host memory, comes from.
#pragma once

#include <cstddef>

namespace nvcodec::soft {

// A block of at least `bytes` (not 0) on a page boundary, or null where the system has no memory left.
void *allocateBlock(size_t bytes);

// Gives back a block that was allocated with `bytes`.
void freeBlock(void *block, size_t bytes);

}  // namespace nvcodec::soft

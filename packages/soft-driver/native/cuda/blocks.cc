// Large blocks are the system's own pages and go back to it when freed. From the C library's heap, frames that are
// freed in any order would leave holes that it keeps.
#include "cuda/blocks.h"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>

namespace nvcodec::soft {

namespace {

constexpr size_t page_bytes = 4096;

#if defined(__SANITIZE_ADDRESS__)
// The sanitizer watches the borders of what comes from the heap only.
constexpr size_t fewest_mapped_bytes = SIZE_MAX;
#else
constexpr size_t fewest_mapped_bytes = 64 << 10;
#endif

}  // namespace

void *allocateBlock(size_t bytes) {
  void *block = nullptr;
  if (bytes < fewest_mapped_bytes) return posix_memalign(&block, page_bytes, bytes) == 0 ? block : nullptr;
  block = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return block == MAP_FAILED ? nullptr : block;
}

void freeBlock(void *block, size_t bytes) {
  if (bytes < fewest_mapped_bytes) std::free(block);
  else munmap(block, bytes);
}

}  // namespace nvcodec::soft

// Rows of memory that are put off until somebody reads them.
#pragma once

#include <cstddef>
#include <functional>

namespace nvcodec::soft {

struct DeferredRows {
  size_t count;
  size_t bytes;  // of each row that are put off; the rest of the pitch is left as it is
  size_t pitchBytes;

  // Writes all rows to the memory they were put off for. Must not throw.
  std::function<void()> write;

  // Writes `count` rows from `first` on elsewhere, which does not overlap that memory. Empty where they can only be had
  // in place. Must not throw.
  std::function<void(size_t first, size_t count, unsigned char *to, size_t toPitchBytes)> copy;
};

}  // namespace nvcodec::soft

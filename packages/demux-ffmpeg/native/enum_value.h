// Reading an enumeration that FFmpeg filled from a bitstream.
#pragma once

#include <cstring>

namespace nvcodec {

// The number that is stored. C puts any number into an enumeration, and a damaged stream does; in C++ reading one that
// the enumeration cannot have is undefined.
template <typename Enumeration>
int storedNumber(const Enumeration& value) {
  static_assert(sizeof(Enumeration) == sizeof(int));
  int number;
  std::memcpy(&number, &value, sizeof number);
  return number;
}

}  // namespace nvcodec

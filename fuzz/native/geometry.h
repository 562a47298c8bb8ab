// How a case wants its pictures: crop, size, place and surface format, within what the stream's format allows.
#pragma once

#include <cstddef>

#include "case_file.h"
#include "cuvid/cuvid_abi.h"

// Numbers that follow from the case (a linear congruential generator).
class Numbers {
 public:
  explicit Numbers(unsigned seed) : state_(seed) {}
  unsigned next() {
    state_ = state_ * 1664525u + 1013904223u;
    return state_ >> 8;
  }
  // 0 to limit - 1.
  unsigned below(unsigned limit) { return next() % limit; }

 private:
  unsigned state_;
};

CUVIDDECODECREATEINFO createInfo(const CUVIDEOFORMAT &format, const FuzzCase &input, Numbers *numbers);

// The bytes of a mapped surface of such a decoder.
size_t surfaceBytes(const CUVIDDECODECREATEINFO &info, size_t pitchBytes);

// Of the samples of a luma row.
size_t surfaceRowBytes(const CUVIDDECODECREATEINFO &info);

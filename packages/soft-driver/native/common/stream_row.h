// Copies that do not stay in the cache: what a picture is copied to is read later, if at all, and what the decoder's
// threads work on would have to make room for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace nvcodec::soft {

// From how many bytes on a copy is one of a picture's plane.
constexpr size_t kStreamedBytes = 1 << 19;

// `to` and `from` do not overlap. Other threads see the row after `endStreaming`.
inline void streamRow(unsigned char *to, const unsigned char *from, size_t bytes) {
#ifdef __SSE2__
  constexpr size_t kLane = sizeof(__m128i);
  const size_t unaligned = (kLane - reinterpret_cast<uintptr_t>(to) % kLane) % kLane;
  size_t at = unaligned < bytes ? unaligned : bytes;
  std::memcpy(to, from, at);
  for (; at + 4 * kLane <= bytes; at += 4 * kLane) {
    const auto *in = reinterpret_cast<const __m128i *>(from + at);
    auto *out = reinterpret_cast<__m128i *>(to + at);
    const __m128i lanes[4] = {_mm_loadu_si128(in), _mm_loadu_si128(in + 1), _mm_loadu_si128(in + 2),
                              _mm_loadu_si128(in + 3)};
    for (size_t i = 0; i < 4; ++i) _mm_stream_si128(out + i, lanes[i]);
  }
  std::memcpy(to + at, from + at, bytes - at);
#else
  std::memcpy(to, from, bytes);
#endif
}

inline void endStreaming() {
#ifdef __SSE2__
  _mm_sfence();
#endif
}

}  // namespace nvcodec::soft

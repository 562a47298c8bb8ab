// Runs of neighbouring samples: a thread reads, computes and writes RUN pixels at a time, by vector instructions
// where the address allows it.
#pragma once

#include "launch.h"

/** Pixels that one thread makes in a row. The host code counts threads by the same number. */
constexpr int RUN = 8;

KERNEL_CODE int clampIndex(int index, int limit) { return index < 0 ? 0 : index < limit ? index : limit - 1; }

KERNEL_CODE bool isAligned(const void *address, int bytes) {
  return (reinterpret_cast<__UINTPTR_TYPE__>(address) & (bytes - 1)) == 0;
}

/** 32-bit words that move in one instruction. */
template <int WORDS>
struct Vector {
  using Type __attribute__((vector_size(4 * WORDS))) = u32;
};

template <class Sample>
constexpr int samplesPerWord = 4 / sizeof(Sample);

/**
 * RUN samples, still packed. Reading and unpacking are two steps so that all of a thread's reads can be under way
 * before the first one is waited for.
 */
template <class Sample>
struct Packed {
  typename Vector<RUN / samplesPerWord<Sample>>::Type words;

  KERNEL_CODE float operator[](int i) const {
    const u32 word = words[i / samplesPerWord<Sample>];
    const Sample sample = static_cast<Sample>(word >> (i % samplesPerWord<Sample> * 8 * sizeof(Sample)));
    return static_cast<float>(static_cast<int>(sample));
  }
};

/**
 * RUN samples of a row: groups of GROUP samples (1 for a plane of its own, 2 for interleaved Cb and Cr) from group
 * `first` on. Groups outside 0 … limit - 1 repeat the nearest one inside.
 */
template <class Sample, int GROUP>
KERNEL_CODE Packed<Sample> loadRun(const Sample *row, int first, int limit) {
  const Sample *start = row + static_cast<__INTPTR_TYPE__>(first) * GROUP;
  if (first >= 0 && first + RUN / GROUP <= limit && isAligned(start, sizeof(Packed<Sample>)))
    return *reinterpret_cast<const Packed<Sample> *>(start);
  Packed<Sample> packed = {};
  UNROLL for (int i = 0; i < RUN; ++i) {
    const u32 sample = row[clampIndex(first + i / GROUP, limit) * GROUP + i % GROUP];
    packed.words[i / samplesPerWord<Sample>] |= sample << (i % samplesPerWord<Sample> * 8 * sizeof(Sample));
  }
  return packed;
}

/** Writes the first `count` of COUNT samples to `to`; all of them by vectors where `to` is aligned. */
template <class Sample, int COUNT>
KERNEL_CODE void storeRun(Sample *to, const int (&samples)[COUNT], int count) {
  constexpr int BYTES = COUNT * sizeof(Sample);
  constexpr int WORDS = BYTES % 16 == 0 ? 4 : 2;
  constexpr int PER_VECTOR = WORDS * samplesPerWord<Sample>;
  static_assert(COUNT % PER_VECTOR == 0);
  using Words = typename Vector<WORDS>::Type;
  if (count >= COUNT && isAligned(to, sizeof(Words))) {
    UNROLL for (int v = 0; v < COUNT / PER_VECTOR; ++v) {
      Words words = {};
      UNROLL for (int i = 0; i < PER_VECTOR; ++i)
        words[i / samplesPerWord<Sample>] |= static_cast<u32>(samples[v * PER_VECTOR + i])
                                             << (i % samplesPerWord<Sample> * 8 * sizeof(Sample));
      reinterpret_cast<Words *>(to)[v] = words;
    }
  } else {
    UNROLL for (int i = 0; i < COUNT; ++i)
      if (i < count) to[i] = static_cast<Sample>(samples[i]);
  }
}

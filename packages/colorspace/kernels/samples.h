// Runs of neighbouring samples: a thread reads, computes and writes RUN pixels at a time, by vector instructions
// where the address allows it.
#pragma once

#include "launch.h"

/**
 * Pixels that one thread makes in a row, of sources and targets of these samples: as many as fill a vector of 16 bytes with
 * source samples and none with more than four vectors of target samples. `yuv-to-rgb.ts` counts threads by the same rule.
 */
template <class Sample, class Code>
constexpr int runOf = sizeof(Sample) == 1 && sizeof(Code) == 1 ? 16 : 8;

/** The nearest of 0 ... limit - 1, of which there is one at least. */
KERNEL_CODE int clampIndex(int index, int limit) {
  const int below = index < limit - 1 ? index : limit - 1;
  return below > 0 ? below : 0;
}

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
 * Sample I of a word of samples, as a float that is rawZero more; differences of two are exact. On a GPU, a byte move puts
 * a sample into the mantissa of 2^15 or 2^23, to where its lowest bit is worth 1, which is faster than a conversion.
 */
#if defined(__CUDA__)
template <class Sample>
constexpr float rawZero = sizeof(Sample) == 1 ? 32768.0f : 8388608.0f;

template <class Sample, int I>
KERNEL_CODE float rawSample(u32 word) {
  constexpr u32 selector = sizeof(Sample) == 1 ? 0x7404 + 0x10 * I : 0x7610 + 0x22 * I;
  return __builtin_bit_cast(float, selectBytes<selector>(word, __builtin_bit_cast(u32, rawZero<Sample>)));
}
#else
template <class Sample>
constexpr float rawZero = 0.0f;

template <class Sample, int I>
KERNEL_CODE float rawSample(u32 word) {
  return static_cast<float>(static_cast<int>(static_cast<Sample>(word >> (8 * sizeof(Sample) * I))));
}
#endif

/**
 * RUN samples, still packed. Reading and unpacking are two steps so that all of a thread's reads can be under way
 * before the first one is waited for.
 */
template <class Sample, int RUN>
struct Packed {
  typename Vector<RUN / samplesPerWord<Sample>>::Type words;

  template <int I>
  KERNEL_CODE float raw() const {
    constexpr int PER_WORD = samplesPerWord<Sample>;
    return rawSample<Sample, I % PER_WORD>(words[I / PER_WORD]);
  }
};

/** RUN samples from an address that suits a vector of them. */
template <class Sample, int RUN>
KERNEL_CODE Packed<Sample, RUN> loadAligned(const Sample *from) {
  return *reinterpret_cast<const Packed<Sample, RUN> *>(from);
}

/**
 * RUN samples of a row, from any address: groups of GROUP samples (1 for a plane of its own, 2 for interleaved Cb and
 * Cr) from group `first` on. Groups outside 0 … limit - 1 repeat the nearest one inside.
 */
template <class Sample, int RUN, int GROUP>
KERNEL_CODE Packed<Sample, RUN> loadAnywhere(const Sample *row, int first, int limit) {
  // Rolled, and without an index into registers, because it is rarely run and there are many kernels.
  constexpr int PER_PART = 8 / sizeof(Sample), PARTS = RUN / PER_PART;
  Packed<Sample, RUN> packed = {};
  UNROLL for (int part = 0; part < PARTS; ++part) {
    u64 samples = 0;
    ROLLED for (int i = 0; i < PER_PART; ++i) {
      const int at = part * PER_PART + i;
      samples |= static_cast<u64>(row[clampIndex(first + at / GROUP, limit) * GROUP + at % GROUP])
                 << 8 * sizeof(Sample) * i;
    }
    packed.words[2 * part] = static_cast<u32>(samples);
    packed.words[2 * part + 1] = static_cast<u32>(samples >> 32);
  }
  return packed;
}

/** RUN samples, by loadAligned if FAST, and else by loadAnywhere. */
template <bool FAST, class Sample, int RUN, int GROUP>
KERNEL_CODE Packed<Sample, RUN> loadRun(const Sample *row, int first, int limit) {
  if constexpr (FAST) return loadAligned<Sample, RUN>(row + static_cast<__INTPTR_TYPE__>(first) * GROUP);
  return loadAnywhere<Sample, RUN, GROUP>(row, first, limit);
}

// Target layouts: how a value of 0 … 1 becomes a sample, and how a run of pixels is written.
#pragma once

#include "samples.h"

/** Samples of whole numbers, white being the largest. Rounded to the nearest. */
template <class CodeType>
struct Whole {
  using Code = CodeType;
  static constexpr u32 white = (1u << (8 * sizeof(Code))) - 1;

  /** The sample's bits; those above it may be anything. */
  KERNEL_CODE static u32 encode(float value, float, float) {
    // Added to 2^23, a value is rounded and lies in the lowest bits.
    return __builtin_bit_cast(u32, fusedMultiplyAdd(value, static_cast<float>(white), 8388608.0f));
  }
};

/** Float samples: value * scale + bias, and white where nothing normalises them. */
struct Float {
  using Code = u32;

  KERNEL_CODE static u32 encode(float value, float scale, float bias) {
    return __builtin_bit_cast(u32, fusedMultiplyAdd(value, scale, bias));
  }
};

/** Half-precision samples, likewise. */
struct Half {
  using Code = u16;

  KERNEL_CODE static u32 encode(float value, float scale, float bias) {
    return halfBits(fusedMultiplyAdd(value, scale, bias));
  }
};

/** A target layout: its samples, how many make a pixel (the fourth is opaque alpha), planes or not, and their order. */
template <class SampleType, int CHANNELS, bool PLANAR, bool BLUE_FIRST = false>
struct RgbLayout {
  using Sample = SampleType;
  using Code = typename Sample::Code;
  static constexpr int channels = CHANNELS;
  static constexpr bool planar = PLANAR;
  static constexpr bool blueFirst = BLUE_FIRST;
};

/** Word I of samples' bits. */
template <class Code, int I, int COUNT>
KERNEL_CODE u32 wordOf(const u32 (&bits)[COUNT]) {
  if constexpr (sizeof(Code) == 4) return bits[I];
  if constexpr (sizeof(Code) == 2) return selectBytes<0x5410>(bits[2 * I], bits[2 * I + 1]);
  if constexpr (sizeof(Code) == 1)
    return selectBytes<0x5410>(selectBytes<0x0040>(bits[4 * I], bits[4 * I + 1]),
                               selectBytes<0x0040>(bits[4 * I + 2], bits[4 * I + 3]));
}

#if defined(__CUDA__)

constexpr int WARP = 32;

/** COUNT samples of a thread, packed, as they are moved. */
template <class Code, int COUNT>
struct Pieces {
  static constexpr int WORDS = COUNT / samplesPerWord<Code>, STEP = WORDS % 4 == 0 ? 4 : 2;
  static constexpr int EACH = WORDS / STEP, SAMPLES = COUNT / EACH;
  using Piece = typename Vector<STEP>::Type;
  Piece pieces[EACH];

  KERNEL_CODE explicit Pieces(const u32 (&bits)[COUNT]) { packFrom<0>(bits); }

 private:
  template <int I>
  KERNEL_CODE void packFrom(const u32 (&bits)[COUNT]) {
    pieces[I / STEP][I % STEP] = wordOf<Code, I>(bits);
    if constexpr (I + 1 < WORDS) packFrom<I + 1>(bits);
  }
};

/** Puts the samples of a warp's threads in a row in shared memory, and gives where it begins. */
template <class Code, int COUNT>
KERNEL_CODE auto *exchange(const Pieces<Code, COUNT> &own) {
  using Of = Pieces<Code, COUNT>;
  static __attribute__((shared)) typename Of::Piece memory[8][WARP * Of::EACH];
  auto *const row = memory[__nvvm_read_ptx_sreg_tid_y()];
  __nvvm_bar_warp_sync(0xffffffff);
  UNROLL for (int i = 0; i < Of::EACH; ++i) row[__nvvm_read_ptx_sreg_tid_x() * Of::EACH + i] = own.pieces[i];
  __nvvm_bar_warp_sync(0xffffffff);
  return row;
}

/**
 * Writes the samples that the threads of a warp made, in a row, to where vectors of 16 bytes can be; of those that make a
 * multiple of such vectors, the first `limit`. What is more than one instruction can write is exchanged first, so that
 * each instruction writes whole sectors. All threads of the warp call it.
 * @param row where the first thread's first sample goes.
 */
template <class Code, int COUNT>
KERNEL_CODE void storeWhole(Code *row, const Pieces<Code, COUNT> &own, int limit) {
  using Of = Pieces<Code, COUNT>;
  const int lane = static_cast<int>(__nvvm_read_ptx_sreg_tid_x());
  auto *const to = reinterpret_cast<typename Of::Piece *>(row) + lane;
  if constexpr (Of::EACH == 1) {
    if (lane * COUNT < limit) *to = own.pieces[0];
  } else {
    const auto *const pieces = exchange(own);
    UNROLL for (int i = 0; i < Of::EACH; ++i)
      if ((lane + i * WARP) * Of::SAMPLES < limit) to[i * WARP] = pieces[lane + i * WARP];
  }
}

/** The same to anywhere, of samples `skip` … `limit` - 1. */
template <class Code, int COUNT>
KERNEL_CODE void storePart(Code *row, const Pieces<Code, COUNT> &own, int skip, int limit) {
  using Of = Pieces<Code, COUNT>;
  using Piece = typename Of::Piece;
  const auto *const pieces = exchange(own);
  const int lane = static_cast<int>(__nvvm_read_ptx_sreg_tid_x());
  const bool aligned = skip == 0 && isAligned(row, sizeof(Piece));
  const int most = limit < WARP * COUNT ? limit : WARP * COUNT, byPieces = aligned ? most / Of::SAMPLES : 0;
  ROLLED for (int i = lane; i < byPieces; i += WARP) reinterpret_cast<Piece *>(row)[i] = pieces[i];
  const Code *const codes = reinterpret_cast<const Code *>(pieces);
  ROLLED for (int i = (byPieces > 0 ? byPieces * Of::SAMPLES : skip) + lane; i < most; i += WARP) row[i] = codes[i];
}

/** The thread that makes the first pixels of those that are written together. */
KERNEL_CODE int firstOfRow(int threadX) { return threadX - static_cast<int>(__nvvm_read_ptx_sreg_tid_x()); }

/** Threads whose pixels are written together. */
constexpr int TOGETHER = WARP;

#else

/** COUNT samples of a thread. */
template <class Code, int COUNT>
struct Pieces {
  Code codes[COUNT];

  KERNEL_CODE explicit Pieces(const u32 (&bits)[COUNT]) {
    for (int i = 0; i < COUNT; ++i) codes[i] = static_cast<Code>(bits[i]);
  }
};

template <class Code, int COUNT>
KERNEL_CODE void storeWhole(Code *row, const Pieces<Code, COUNT> &own, int) {
  __builtin_memcpy(row, own.codes, sizeof(own.codes));
}

template <class Code, int COUNT>
KERNEL_CODE void storePart(Code *row, const Pieces<Code, COUNT> &own, int skip, int limit) {
  for (int i = skip; i < COUNT && i < limit; ++i) row[i] = own.codes[i];
}

KERNEL_CODE int firstOfRow(int threadX) { return threadX; }

constexpr int TOGETHER = 1;

#endif

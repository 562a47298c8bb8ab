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

template <class Code, int STEP, int I = 0, int COUNT, int PIECES>
KERNEL_CODE void packInto(typename Vector<STEP>::Type (&pieces)[PIECES], const u32 (&bits)[COUNT]) {
  pieces[I / STEP][I % STEP] = wordOf<Code, I>(bits);
  if constexpr (I + 1 < STEP * PIECES) packInto<Code, STEP, I + 1>(pieces, bits);
}

/** How storeRun moves COUNT samples of a thread. */
template <class Code, int COUNT>
struct Pieces {
  static constexpr int WORDS = COUNT / samplesPerWord<Code>, STEP = WORDS % 4 == 0 ? 4 : 2;
  static constexpr int EACH = WORDS / STEP, SAMPLES = COUNT / EACH;
  using Piece = typename Vector<STEP>::Type;
};

/**
 * Writes samples `skip` … `limit` - 1 of those that the threads of a warp made, COUNT each in a row. Those that are more
 * than one instruction can write go through shared memory, so that each instruction writes whole sectors. All threads of
 * the warp call it.
 * @param whole that the warp writes all of them, to where vectors of 16 bytes can be.
 * @param row where the first thread's first sample goes.
 */
template <class Code, int COUNT>
KERNEL_CODE void storeRun(bool whole, Code *row, const u32 (&bits)[COUNT], int skip, int limit) {
  using Of = Pieces<Code, COUNT>;
  using Piece = typename Of::Piece;
  static __attribute__((shared)) Piece exchange[8][WARP * Of::EACH];

  const int lane = static_cast<int>(__nvvm_read_ptx_sreg_tid_x());
  Piece *const ours = exchange[__nvvm_read_ptx_sreg_tid_y()];
  Piece *const to = reinterpret_cast<Piece *>(row) + lane;
  Piece pieces[Of::EACH];
  packInto<Code, Of::STEP>(pieces, bits);
  if (Of::EACH == 1 && whole) {
    *to = pieces[0];
    return;
  }
  __nvvm_bar_warp_sync(0xffffffff);
  UNROLL for (int i = 0; i < Of::EACH; ++i) ours[lane * Of::EACH + i] = pieces[i];
  __nvvm_bar_warp_sync(0xffffffff);
  if (whole) {
    UNROLL for (int i = 0; i < Of::EACH; ++i) to[i * WARP] = ours[lane + i * WARP];
    return;
  }
  const bool aligned = skip == 0 && isAligned(row, sizeof(Piece));
  const int most = limit < WARP * COUNT ? limit : WARP * COUNT, byPieces = aligned ? most / Of::SAMPLES : 0;
  ROLLED for (int i = lane; i < byPieces; i += WARP) reinterpret_cast<Piece *>(row)[i] = ours[i];
  const Code *const codes = reinterpret_cast<const Code *>(ours);
  ROLLED for (int i = (byPieces > 0 ? byPieces * Of::SAMPLES : skip) + lane; i < most; i += WARP) row[i] = codes[i];
}

/** The thread that makes the first pixels of those that are written together. */
KERNEL_CODE int firstOfRow(int threadX) { return threadX - static_cast<int>(__nvvm_read_ptx_sreg_tid_x()); }

/** Threads whose pixels are written together. */
constexpr int TOGETHER = WARP;

#else

template <class Code, int COUNT>
KERNEL_CODE void storeRun(bool whole, Code *row, const u32 (&bits)[COUNT], int skip, int limit) {
  Code codes[COUNT];
  for (int i = 0; i < COUNT; ++i) codes[i] = static_cast<Code>(bits[i]);
  if (whole)
    __builtin_memcpy(row, codes, sizeof(codes));
  else
    for (int i = skip; i < COUNT && i < limit; ++i) row[i] = codes[i];
}

KERNEL_CODE int firstOfRow(int threadX) { return threadX; }

constexpr int TOGETHER = 1;

#endif

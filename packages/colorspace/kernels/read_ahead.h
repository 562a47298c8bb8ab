// Memory is asked for before its turn, so that it is busy while blocks compute, and while they wait for earlier kernels.
#pragma once

#include "yuv_source.h"

#if defined(__CUDA__)

/**
 * How many blocks later in the grid memory is asked for: a little less than run on an H200 at a time. What is nearer they read
 * already; of what is twice as far the cache has lost some when its turn comes.
 */
constexpr u32 BLOCKS_AHEAD = 512;

/**
 * What blocks read of pictures with half as many chroma rows as luma rows, where a thread makes RUN pixels of two rows. The
 * first warp of a block asks for what another block, or its own, reads: each lane for 64 bytes of two rows of luma and
 * of one of chroma. That is what is fetched at a time.
 */
template <class Source, int RUN>
struct ReadAhead {
  /** Asks for what the block reads itself, if it is one of those that nobody asks for. */
  KERNEL_CODE static void first(Thread thread, const YuvToRgbParams &p) {
    const int row = static_cast<int>(__nvvm_read_ptx_sreg_ctaid_y());
    if (thread.z == 0 && row < rowsAhead()) ask(thread, p, row, 0);
  }

  /** Asks for what a block reads that begins later, in this picture or in the next one of the batch. */
  KERNEL_CODE static void later(Thread thread, const YuvToRgbParams &p) {
    int row = static_cast<int>(__nvvm_read_ptx_sreg_ctaid_y()) + rowsAhead(), picture = thread.z;
    const int rows = static_cast<int>(__nvvm_read_ptx_sreg_nctaid_y());
    if (row >= rows) {
      row -= rows;
      ++picture;
    }
    if (picture < static_cast<int>(__nvvm_read_ptx_sreg_nctaid_z())) ask(thread, p, row, picture);
  }

 private:
  using Sample = typename Source::Sample;
  static constexpr int SIZE = sizeof(Sample), BYTES = 64, PER_ROW = BLOCK_WIDTH * RUN * SIZE / BYTES;
  static_assert(PER_ROW * BLOCK_HEIGHT <= BLOCK_WIDTH);

  /** As many blocks in rows of them. */
  KERNEL_CODE static int rowsAhead() { return static_cast<int>(BLOCKS_AHEAD / __nvvm_read_ptx_sreg_nctaid_x()); }

  KERNEL_CODE static void ask(Thread thread, const YuvToRgbParams &p, int blockRow, int picture) {
    const int lane = static_cast<int>(__nvvm_read_ptx_sreg_tid_x());
    const int column = (p.left & ~1) + (thread.x - lane) * RUN + lane % PER_ROW * (BYTES / SIZE);
    const bool mine = __nvvm_read_ptx_sreg_tid_y() == 0 && lane < PER_ROW * BLOCK_HEIGHT;
    if (!mine || column >= p.sourceWidth) return;
    const int pair = blockRow * BLOCK_HEIGHT + lane / PER_ROW + ((p.top + 1) >> 1);
    const u8 *const luma = pointerAt(thread, p, __builtin_offsetof(YuvToRgbParams, source) + 8 * picture) + column * SIZE;
    prefetch(luma + rowOffset(p.sourcePitch[0], clampIndex(2 * pair - 1, p.sourceHeight)));
    prefetch(luma + rowOffset(p.sourcePitch[0], clampIndex(2 * pair, p.sourceHeight)));
    prefetch(luma + p.sourcePlane[0] + rowOffset(p.sourcePitch[1], clampIndex(pair, (p.sourceHeight + 1) >> 1)));
  }
};

#else

/** The host's processor looks ahead itself. */
template <class Source, int RUN>
struct ReadAhead {
  KERNEL_CODE static void first(Thread, const YuvToRgbParams &) {}
  KERNEL_CODE static void later(Thread, const YuvToRgbParams &) {}
};

#endif

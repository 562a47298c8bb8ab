// One kernel source, two machines. A kernel is a function `void body(Thread, const Params &)`; `KERNEL(name, body)`
// exports it under `name`: from clang's CUDA compiler as a PTX entry, from a host compiler as a function that runs
// all threads of one block, in the form that nvcodec's software driver launches.
//
// No CUDA header is needed. What a body may use: plain C++, the helpers below and its own `Thread`. Threads do not
// talk to each other: there is no shared memory and no barrier on the host. A block has 256 threads at most, which
// lets the GPU's compiler use all registers.
//
// A kernel waits for earlier work of its stream by an instruction of its own, so that its start overlaps the end of the
// kernel before it, on GPUs that have the instruction (compute capability 9.0). In the PTX, which is for all GPUs, such
// instructions are comments; `ptx.ts` makes instructions of them.
#pragma once

using u8 = __UINT8_TYPE__;
using u16 = __UINT16_TYPE__;
using u32 = __UINT32_TYPE__;
using u64 = __UINT64_TYPE__;
using i64 = __INT64_TYPE__;

/** A thread's place in the whole grid. */
struct Thread {
  int x, y, z;
#if defined(__CUDA__)
  u64 parameters;  // the address of the kernel's parameters
#endif
};

namespace launch {
/** The parameter struct of a body, for unevaluated use. */
template <class Params>
Params paramsOf(void (*)(Thread, const Params &));
}  // namespace launch

#if defined(__CUDA__)

#define KERNEL_CODE __attribute__((device, always_inline)) inline
#define UNROLL _Pragma("unroll")
#define ROLLED _Pragma("nounroll")
#define UNROLLED_BY(COUNT) PRAGMA(unroll COUNT)
#define PRAGMA(...) _Pragma(#__VA_ARGS__)

namespace launch {
KERNEL_CODE Thread currentThread(u64 parameters) {
  return {static_cast<int>(__nvvm_read_ptx_sreg_ctaid_x() * __nvvm_read_ptx_sreg_ntid_x() + __nvvm_read_ptx_sreg_tid_x()),
          static_cast<int>(__nvvm_read_ptx_sreg_ctaid_y() * __nvvm_read_ptx_sreg_ntid_y() + __nvvm_read_ptx_sreg_tid_y()),
          static_cast<int>(__nvvm_read_ptx_sreg_ctaid_z() * __nvvm_read_ptx_sreg_ntid_z() + __nvvm_read_ptx_sreg_tid_z()),
          parameters};
}
}  // namespace launch

/**
 * A pointer out of a table in the parameters, `offset` bytes from their start, when that is known at run time only: the
 * compiler would copy all parameters to memory of each thread to index them.
 */
template <class Params>
KERNEL_CODE u8 *pointerAt(Thread thread, const Params &, int offset) {
  u64 address;
  asm("ld.param.u64 %0, [%1];" : "=l"(address) : "l"(thread.parameters + offset));
  // Said to be in global memory, which makes for better instructions.
  return (u8 *)(__attribute__((address_space(1))) u8 *)address;
}

/** Lets the next kernel of the stream start once all blocks of this one have begun; what it does before it waits overlaps them. */
KERNEL_CODE void letNextKernelStart() { asm volatile("// sm_90: griddepcontrol.launch_dependents;"); }

/** Waits until earlier kernels have ended and what they wrote can be read. All threads call it before they read or write. */
KERNEL_CODE void waitForEarlierWork() { asm volatile("// sm_90: griddepcontrol.wait;" ::: "memory"); }

/**
 * Asks for memory to be brought into the L2 cache, which earlier kernels may still be writing: they do so by the same cache. On
 * GPUs whose caches are large, those of compute capability 9.0 and later.
 */
KERNEL_CODE void prefetch(const void *address) { asm volatile("// sm_90: prefetch.global.L2 [%0];" ::"l"(address)); }

/** Where a row begins, in bytes: by one instruction, which the compiler misses where it knows that the row is not negative. */
KERNEL_CODE i64 rowOffset(int pitch, int row) {
  i64 offset;
  asm("mul.wide.s32 %0, %1, %2;" : "=l"(offset) : "r"(pitch), "r"(row));
  return offset;
}

KERNEL_CODE float minimum(float a, float b) { return __builtin_fminf(a, b); }
KERNEL_CODE float maximum(float a, float b) { return __builtin_fmaxf(a, b); }
KERNEL_CODE float squareRoot(float a) { return __nvvm_sqrt_rn_f(a); }
KERNEL_CODE double squareRoot(double a) { return __nvvm_sqrt_rn_d(a); }

/** a * b + c, clamped to 0 ... 1: one instruction. */
KERNEL_CODE float fusedMultiplyAddSaturated(float a, float b, float c) {
  float out;
  asm("fma.rn.sat.f32 %0, %1, %2, %3;" : "=f"(out) : "f"(a), "f"(b), "f"(c));
  return out;
}

/** Four of the eight bytes of `low` and `high` (4 to 7), named by the digits of `selector`, lowest first. */
template <u32 selector>
KERNEL_CODE u32 selectBytes(u32 low, u32 high) {
  return __nvvm_prmt(low, high, selector);
}

/** The bits of the nearest half-precision number. */
KERNEL_CODE u32 halfBits(float value) {
  u16 bits;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(value));
  return bits;
}

/** A kernel that waits for earlier work before its body runs. */
#define KERNEL(NAME, ...) KERNEL_BEGINNING_WITH(waitForEarlierWork(), 256, 1, NAME, __VA_ARGS__)

/**
 * A kernel whose body calls waitForEarlierWork() itself, of blocks of THREADS threads, for which registers are given out so
 * that BLOCKS fit on a multiprocessor.
 */
#define KERNEL_OF_BLOCKS(THREADS, BLOCKS, NAME, ...) KERNEL_BEGINNING_WITH(, THREADS, BLOCKS, NAME, __VA_ARGS__)

#define KERNEL_BEGINNING_WITH(FIRST, THREADS, BLOCKS, NAME, ...)                                            \
  extern "C" __attribute__((global, launch_bounds(THREADS, BLOCKS))) void NAME(const decltype(launch::paramsOf(&__VA_ARGS__)) params) {     \
    FIRST;                                                                                                  \
    u64 parameters;                                                                                         \
    asm("mov.u64 %0, " #NAME "_param_0;" : "=l"(parameters));                                               \
    __VA_ARGS__(launch::currentThread(parameters), params);                                                 \
  }

#else

#define KERNEL_CODE __attribute__((always_inline)) inline
#define UNROLL
#define ROLLED
#define UNROLLED_BY(COUNT)

#define KERNEL_EXPORT extern "C" __attribute__((visibility("default")))

/** The grid and block of a launch, as the software driver hands it over. */
struct NvcodecLaunch {
  u32 grid[3];
  u32 block[3];
  u32 sharedBytes;
};

namespace launch {
/** The list `NAME_params` that the software driver copies arguments by: their count, then the size of each in bytes. */
template <class... Params>
struct ParameterSizes {
  u32 count = sizeof...(Params);
  u32 sizes[sizeof...(Params)] = {sizeof(Params)...};
};
}  // namespace launch

KERNEL_CODE void letNextKernelStart() {}
KERNEL_CODE void waitForEarlierWork() {}
KERNEL_CODE i64 rowOffset(int pitch, int row) { return static_cast<i64>(pitch) * row; }

// Written as comparisons, not fminf/fmaxf, so that they become one instruction; they differ for NaN only.
KERNEL_CODE float minimum(float a, float b) { return a < b ? a : b; }
KERNEL_CODE float maximum(float a, float b) { return a > b ? a : b; }
KERNEL_CODE float squareRoot(float a) { return __builtin_sqrtf(a); }
KERNEL_CODE double squareRoot(double a) { return __builtin_sqrt(a); }

template <class Params>
KERNEL_CODE u8 *pointerAt(Thread, const Params &params, int offset) {
  return *reinterpret_cast<u8 *const *>(reinterpret_cast<const u8 *>(&params) + offset);
}

KERNEL_CODE float fusedMultiplyAddSaturated(float a, float b, float c) {
  return minimum(maximum(__builtin_fmaf(a, b, c), 0.0f), 1.0f);
}

template <u32 selector>
KERNEL_CODE u32 selectBytes(u32 low, u32 high) {
  const u64 bytes = static_cast<u64>(high) << 32 | low;
  u32 out = 0;
  for (int i = 0; i < 4; ++i) out |= (bytes >> (selector >> 4 * i & 7) * 8 & 255) << 8 * i;
  return out;
}

KERNEL_CODE u32 halfBits(float value) {
  const u32 bits = __builtin_bit_cast(u32, value), sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x47800000) return sign | (magnitude > 0x7f800000 ? 0x7fff : 0x7c00);
  // Below 2^-14 steps are 2^-24 wide, as those of float between 0.5 and 1 are: an addition rounds to them.
  if (magnitude < 0x38800000)
    return sign | (__builtin_bit_cast(u32, __builtin_bit_cast(float, magnitude) + 0.5f) - 0x3f000000);
  // The exponent's bias goes from 127 to 15; half of the last place kept, less one unless that is odd, rounds to even.
  return sign | (magnitude - (112u << 23) + 0xfff + (magnitude >> 13 & 1)) >> 13;
}

namespace launch {
/** Runs the threads of one block. */
template <auto BODY, class Params>
KERNEL_CODE void runBlock(const Params &params, const NvcodecLaunch &grid, const u32 *block) {
  for (u32 z = 0; z < grid.block[2]; ++z)
    for (u32 y = 0; y < grid.block[1]; ++y)
      for (u32 x = 0; x < grid.block[0]; ++x)
        BODY(Thread{static_cast<int>(block[0] * grid.block[0] + x), static_cast<int>(block[1] * grid.block[1] + y),
                    static_cast<int>(block[2] * grid.block[2] + z)},
             params);
}

#if defined(__x86_64__)
// Fused multiply-add is one instruction on every GPU, but on x86-64 only since about 2013, and a library call before.
// Both are compiled, the latter for size; their results are the same bits.
template <auto BODY, class Params>
__attribute__((target("avx2,fma"))) void run(const Params &params, const NvcodecLaunch &grid, const u32 *block) {
  runBlock<BODY>(params, grid, block);
}
template <auto BODY, class Params>
__attribute__((cold, noinline)) void runSlowly(const Params &params, const NvcodecLaunch &grid, const u32 *block) {
  runBlock<BODY>(params, grid, block);
}
inline bool slow() { return !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("avx2"); }
#else
template <auto BODY, class Params>
void run(const Params &params, const NvcodecLaunch &grid, const u32 *block) {
  runBlock<BODY>(params, grid, block);
}
template <auto BODY, class Params>
void runSlowly(const Params &, const NvcodecLaunch &, const u32 *) {}
constexpr bool slow() { return false; }
#endif
}  // namespace launch

#define KERNEL_OF_BLOCKS(THREADS, BLOCKS, NAME, ...) KERNEL(NAME, __VA_ARGS__)

#define KERNEL(NAME, ...)                                                                                  \
  KERNEL_EXPORT const launch::ParameterSizes<decltype(launch::paramsOf(&__VA_ARGS__))> NAME##_params{};    \
  KERNEL_EXPORT void NAME(void *const *args, const NvcodecLaunch *grid, const u32 *blockIdx) {             \
    const auto &params = *static_cast<const decltype(launch::paramsOf(&__VA_ARGS__)) *>(args[0]);          \
    if (launch::slow())                                                                                    \
      launch::runSlowly<&__VA_ARGS__>(params, *grid, blockIdx);                                            \
    else                                                                                                   \
      launch::run<&__VA_ARGS__>(params, *grid, blockIdx);                                                  \
  }

#endif

/** a * b + c with one rounding: the same bits on the GPU and on the host. */
KERNEL_CODE float fusedMultiplyAdd(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
KERNEL_CODE double fusedMultiplyAdd(double a, double b, double c) { return __builtin_fma(a, b, c); }

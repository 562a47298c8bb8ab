// The kernels of kernels.cu for the software driver: a function runs all threads of one block.
#include <cstdint>

struct NvcodecLaunch {
  uint32_t grid[3];
  uint32_t block[3];
  uint32_t sharedBytes;
};

struct Pair {
  int32_t x;
  float y;
};

template <typename T> static T argument(void *const *args, int index) {
  return *static_cast<const T *>(args[index]);
}

extern "C" {

extern const uint32_t scale_params[] = {3, 8, 4, 4};

void scale(void *const *args, const NvcodecLaunch *launch, const uint32_t blockIdx[3]) {
  float *data = argument<float *>(args, 0);
  for (uint32_t thread = 0; thread < launch->block[0]; thread += 1) {
    uint32_t i = blockIdx[0] * launch->block[0] + thread;
    if (i < argument<uint32_t>(args, 2)) data[i] *= argument<float>(args, 1);
  }
}

extern const uint32_t report_params[] = {8, 8, 4, 4, 8, 8, 4, 8, sizeof(Pair)};

void report(void *const *args, const NvcodecLaunch *, const uint32_t[3]) {
  double *out = argument<double *>(args, 0);
  out[0] = argument<int32_t>(args, 1);
  out[1] = argument<uint32_t>(args, 2);
  out[2] = static_cast<double>(argument<int64_t>(args, 3));
  out[3] = static_cast<double>(argument<uint64_t>(args, 4));
  out[4] = argument<float>(args, 5);
  out[5] = argument<double>(args, 6);
  out[6] = argument<Pair>(args, 7).x;
  out[7] = argument<Pair>(args, 7).y;
}

int32_t answer = 42;
}

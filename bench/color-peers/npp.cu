// NPP's NV12 to RGB24 (BT.709, limited range), measured as bench/color.mjs measures ours: buffers by turns, timed by
// events behind work that keeps the GPU busy. Prints Markdown. usage: npp DEVICE
#include <cuda_runtime.h>
#include <nppi_color_conversion.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

namespace {

constexpr size_t workingSet = size_t{1} << 29;

void check(int status, const char *what) {
  if (status == 0) return;
  std::fprintf(stderr, "%s: error %d\n", what, status);
  std::exit(1);
}

NppStreamContext streamContext(int device, cudaStream_t stream) {
  cudaDeviceProp properties;
  check(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties");
  NppStreamContext context{};
  context.hStream = stream;
  context.nCudaDeviceId = device;
  context.nMultiProcessorCount = properties.multiProcessorCount;
  context.nMaxThreadsPerMultiProcessor = properties.maxThreadsPerMultiProcessor;
  context.nMaxThreadsPerBlock = properties.maxThreadsPerBlock;
  context.nSharedMemPerBlock = properties.sharedMemPerBlock;
  context.nCudaDevAttrComputeCapabilityMajor = properties.major;
  context.nCudaDevAttrComputeCapabilityMinor = properties.minor;
  check(cudaStreamGetFlags(stream, &context.nStreamFlags), "cudaStreamGetFlags");
  return context;
}

unsigned char *allocate(size_t bytes) {
  unsigned char *memory = nullptr;
  check(cudaMalloc(&memory, bytes), "cudaMalloc");
  return memory;
}

double medianMicroseconds(cudaStream_t stream, unsigned char *ballast, int count, const std::function<void(int)> &call) {
  cudaEvent_t begin, end;
  check(cudaEventCreate(&begin), "cudaEventCreate");
  check(cudaEventCreate(&end), "cudaEventCreate");
  std::vector<float> times;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 3; ++i) check(cudaMemsetAsync(ballast, i, size_t{1} << 31, stream), "cudaMemsetAsync");
    check(cudaEventRecord(begin, stream), "cudaEventRecord");
    for (int i = 0; i < count; ++i) call(i);
    check(cudaEventRecord(end, stream), "cudaEventRecord");
    check(cudaStreamSynchronize(stream), "cudaStreamSynchronize");
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, begin, end), "cudaEventElapsedTime");
    if (round > 0) times.push_back(milliseconds * 1000 / count);
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace

int main(int argc, char **argv) {
  const int device = argc > 1 ? std::atoi(argv[1]) : 0;
  check(cudaSetDevice(device), "cudaSetDevice");
  cudaStream_t stream;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreate");
  const NppStreamContext context = streamContext(device, stream);
  unsigned char *const ballast = allocate(size_t{1} << 31);
  const std::vector<unsigned char> noise = [] {
    std::vector<unsigned char> bytes(size_t{7680} * 4320 * 3 / 2);
    for (unsigned char &byte : bytes) byte = static_cast<unsigned char>(std::rand() >> 7);
    return bytes;
  }();

  std::printf("| NPP, NV12 → RGB24 | GPU time | GB/s |\n| --- | --- | --- |\n");
  const NppiSize sizes[] = {{1920, 1080}, {3840, 2160}, {7680, 4320}};
  for (const NppiSize &size : sizes) {
    const size_t pixels = static_cast<size_t>(size.width) * size.height, in = pixels * 3 / 2, out = pixels * 3;
    const int sets = static_cast<int>((workingSet + in + out - 1) / (in + out));
    unsigned char *const sources = allocate(in * sets), *const targets = allocate(out * sets);
    for (int i = 0; i < sets; ++i) check(cudaMemcpy(sources + in * i, noise.data(), in, cudaMemcpyDefault), "cudaMemcpy");
    const double time = medianMicroseconds(stream, ballast, size.width < 3840 ? 200 : 20, [&](int i) {
      const unsigned char *const source = sources + in * (i % sets), *const planes[2] = {source, source + pixels};
      check(nppiNV12ToRGB_709CSC_8u_P2C3R_Ctx(planes, size.width, targets + out * (i % sets), size.width * 3, size, context),
            "nppiNV12ToRGB_709CSC_8u_P2C3R_Ctx");
    });
    std::printf("| %dx%d | %.1f µs | %.0f |\n", size.width, size.height, time, (in + out) / time / 1000);
    cudaFree(sources);
    cudaFree(targets);
  }
}

#include "provoked.h"

#include <climits>
#include <csignal>
#include <stdexcept>
#include <vector>

#include "cuda/cuda_abi.h"

namespace {

// The compiler does not know what they hold.
volatile int gOne = 1;
volatile int gSum = 0;
// What points nowhere any more once it is overwritten.
void *volatile gLost = nullptr;

void readPastTheEnd() {
  const std::vector<int> three(3);
  gSum = three.data()[3 * gOne];
}

void overflowAnInteger() { gSum = INT_MAX + gOne; }

void loseMemory() {
  gLost = new char[1000];
  gLost = nullptr;
}

void leaveDeviceMemory() {
  CUcontext context = nullptr;
  CUdeviceptr pointer = 0;
  cuInit(0);
  cuDevicePrimaryCtxRetain(&context, 0);
  cuCtxPushCurrent_v2(context);
  cuMemAlloc_v2(&pointer, 4096);
  cuCtxPopCurrent_v2(nullptr);
}

}  // namespace

void provoke(const std::string &mistake) {
  if (mistake == "overflow") readPastTheEnd();
  else if (mistake == "undefined") overflowAnInteger();
  else if (mistake == "leak") loseMemory();
  else if (mistake == "device-leak") leaveDeviceMemory();
  else if (mistake == "crash") std::raise(SIGSEGV);
  else if (mistake == "hang") while (gOne == 1) continue;
  else throw std::runtime_error("no mistake is called " + mistake);
}

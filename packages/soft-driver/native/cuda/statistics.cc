// Counts of what is alive, by which tests see leaks.
#include "cuda/cuda_abi.h"
#include "cuda/driver.h"
#include "cuda/threads.h"

using namespace nvcodec::soft;

void nvcodecSoftStatistics(uint64_t out[8]) {
  Driver &state = driver();
  const Allocations::Totals memory = state.allocations.totals();
  out[0] = memory.deviceCount;
  out[1] = memory.deviceBytes;
  out[2] = memory.hostCount;
  out[3] = state.streams.size();
  out[4] = state.events.size();
  out[5] = state.modules.size();
  out[6] = state.contexts.findIf([](const Context &context) { return context.alive(); }).size();
  out[7] = live_threads.load();
}

// Takes the frames shown at given times, one by one, with one decoder; a screenshot when it is one time and --out.
// The first includes what only it needs: the decoder and the buffers.
#include <cstdio>

#include "programs.h"

void takeFrames(const FramesOptions &options) {
  const double began = secondsNow();
  const Gpu gpu(options.place);
  const double started = secondsNow();
  FrameTaker taker(gpu.driver, options.taker);
  double last = secondsNow();
  printf("{\"program\":\"limit\",\"device\":\"%s\",\"contextMs\":%.2f,\"openMs\":%.2f,\"takeMs\":[", gpu.name.c_str(),
         (started - began) * 1e3, (last - started) * 1e3);
  const char *separator = "";
  for (int i = 0; i < options.repeat; i++) {
    for (const double seconds : options.at) {
      taker.take(seconds);
      const double now = secondsNow();
      printf("%s%.2f", separator, (now - last) * 1e3);
      separator = ",";
      last = now;
    }
  }
  if (!options.out.empty()) taker.writePpm(options.out);
  printf("],\"decoded\":%ld,\"writeMs\":%.2f}\n", taker.decoded, (secondsNow() - last) * 1e3);
}

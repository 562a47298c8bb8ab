// The two programs of `limit` and what they share: the way to the driver, and the clock.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "frame-taker.h"
#include "session.h"

struct Place {
  int device = 0;
  std::string cuda = "libcuda.so.1";
  std::string cuvid = "libnvcuvid.so.1";
};

struct ThroughputOptions {
  Place place;
  SessionOptions session;
  std::string modeName = "nv12";
  int sessions = 1;
  double seconds = 5;
  double warmup = 1;
};

struct FramesOptions {
  Place place;
  TakerOptions taker;
  std::vector<double> at;
  int repeat = 1;
  std::string out;  // a PPM of the last frame
};

// Each prints one line of JSON.
void measureThroughput(const ThroughputOptions &options);
void takeFrames(const FramesOptions &options);

// The device's primary context, current on this thread.
struct Gpu {
  explicit Gpu(const Place &place) : driver(place.cuda, place.cuvid) {
    CUdevice device;
    char text[256] = "";
    driver.check(driver.cuDeviceGet(&device, place.device), "cuDeviceGet");
    driver.check(driver.cuDeviceGetName(text, sizeof text, device), "cuDeviceGetName");
    driver.check(driver.cuDevicePrimaryCtxRetain(&context, device), "cuDevicePrimaryCtxRetain");
    driver.check(driver.cuCtxPushCurrent_v2(context), "cuCtxPushCurrent");
    name = text;
  }

  Driver driver;
  CUcontext context = nullptr;
  std::string name;
};

inline double secondsNow() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

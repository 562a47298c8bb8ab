// The limit program: what a C program reaches with NVCUVID on this machine, to hold nvcodec's Player against.
// N sessions, each on a thread of its own, demux, parse, decode and, by --mode, map (map), copy to a buffer of their
// own (nv12) or convert on the GPU (rgb24) every picture of a file, again and again. After a warm-up, pictures and CPU
// time are counted over a window. Prints one line of JSON.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <thread>

#include "session.h"

namespace {
struct Arguments {
  Options options;
  int sessions = 1;
  int device = 0;
  double seconds = 5;
  double warmup = 1;
  std::string modeName = "nv12";
  std::string cuda = "libcuda.so.1";
  std::string cuvid = "libnvcuvid.so.1";
};

const std::map<std::string, Mode> modes = {
    {"decode", Mode::decode}, {"map", Mode::map}, {"nv12", Mode::nv12}, {"rgb24", Mode::rgb24}};

[[noreturn]] void usage() {
  fputs(
      "usage: limit FILE [--sessions N] [--mode decode|map|nv12|rgb24] [--seconds S] [--warmup S] [--device N]\n"
      "             [--kernel nv12_to_rgb.ptx] [--cuda libcuda.so.1] [--cuvid libnvcuvid.so.1]\n"
      "             [--extra-pictures N] [--output-surfaces N] [--output-buffers N] [--display-delay N]\n",
      stderr);
  exit(2);
}

void set(Arguments &arguments, const std::string &name, const char *value) {
  Options &options = arguments.options;
  if (name == "--sessions") arguments.sessions = atoi(value);
  else if (name == "--mode" && modes.count(value)) arguments.modeName = value, options.mode = modes.at(value);
  else if (name == "--seconds") arguments.seconds = atof(value);
  else if (name == "--warmup") arguments.warmup = atof(value);
  else if (name == "--device") arguments.device = atoi(value);
  else if (name == "--kernel") options.kernel = value;
  else if (name == "--cuda") arguments.cuda = value;
  else if (name == "--cuvid") arguments.cuvid = value;
  else if (name == "--extra-pictures") options.extraPictures = atoi(value);
  else if (name == "--output-surfaces") options.outputSurfaces = atoi(value);
  else if (name == "--output-buffers") options.outputBuffers = atoi(value);
  else if (name == "--display-delay") options.displayDelay = atoi(value);
  else usage();
}

Arguments parse(int count, char **words) {
  Arguments arguments;
  for (int i = 1; i < count; i++) {
    if (words[i][0] != '-') arguments.options.file = words[i];
    else if (i + 1 < count) set(arguments, words[i], words[i + 1]), i++;
    else usage();
  }
  if (arguments.options.file.empty() || arguments.sessions < 1) usage();
  if (arguments.options.mode == Mode::rgb24 && arguments.options.kernel.empty()) usage();
  return arguments;
}

struct Reading {
  double seconds;
  double cpuSeconds;
  long frames;
};

Reading read(const std::vector<std::unique_ptr<Session>> &sessions) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval &time) { return static_cast<double>(time.tv_sec) + time.tv_usec * 1e-6; };
  long frames = 0;
  for (const auto &session : sessions) frames += session->frames;
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return {std::chrono::duration<double>(now).count(), seconds(usage.ru_utime) + seconds(usage.ru_stime), frames};
}

void sleep(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

void runOrExit(Session &session, const std::atomic<bool> &stop) {
  try {
    session.run(stop);
  } catch (const std::exception &error) {
    fprintf(stderr, "limit: %s\n", error.what());
    _Exit(1);
  }
}

void measure(const Arguments &arguments) {
  const Driver driver(arguments.cuda, arguments.cuvid);
  CUdevice device;
  CUcontext context;
  char name[256] = "";
  driver.check(driver.cuDeviceGet(&device, arguments.device), "cuDeviceGet");
  driver.check(driver.cuDeviceGetName(name, sizeof name, device), "cuDeviceGetName");
  driver.check(driver.cuDevicePrimaryCtxRetain(&context, device), "cuDevicePrimaryCtxRetain");

  std::vector<std::unique_ptr<Session>> sessions;
  std::vector<std::thread> threads;
  std::atomic<bool> stop{false};
  driver.check(driver.cuCtxPushCurrent_v2(context), "cuCtxPushCurrent");
  for (int i = 0; i < arguments.sessions; i++) {
    sessions.push_back(std::make_unique<Session>(driver, context, arguments.options));
  }
  for (const auto &session : sessions) threads.emplace_back(runOrExit, std::ref(*session), std::ref(stop));
  for (const auto &session : sessions) {
    while (session->frames == 0) sleep(0.01);
  }
  sleep(arguments.warmup);
  const Reading before = read(sessions);
  sleep(arguments.seconds);
  const Reading after = read(sessions);
  stop = true;
  for (std::thread &thread : threads) thread.join();

  const double elapsed = after.seconds - before.seconds;
  const long frames = after.frames - before.frames;
  printf("{\"program\":\"limit\",\"device\":\"%s\",\"mode\":\"%s\",\"sessions\":%d,\"seconds\":%.3f,\"frames\":%ld,"
         "\"fps\":%.1f,\"cpuMicrosPerFrame\":%.1f}\n",
         name, arguments.modeName.c_str(), arguments.sessions, elapsed, frames, static_cast<double>(frames) / elapsed,
         (after.cpuSeconds - before.cpuSeconds) * 1e6 / static_cast<double>(frames));
}
}  // namespace

int main(int count, char **words) {
  const Arguments arguments = parse(count, words);
  try {
    measure(arguments);
  } catch (const std::exception &error) {
    fprintf(stderr, "limit: %s\n", error.what());
    return 1;
  }
}

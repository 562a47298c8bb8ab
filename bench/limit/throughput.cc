// N sessions, each on a thread of its own, demux, parse, decode and, by --mode, map (map), copy to a buffer of their own
// as decoded (nv12, p016) or convert on the GPU (rgb24) every picture of a file, again and again. After a warm-up,
// pictures and CPU time are counted over a window.
#include <sys/resource.h>

#include <cstdio>
#include <memory>
#include <thread>

#include "programs.h"

namespace {
struct Reading {
  double seconds;
  double cpuSeconds;
  long frames;
  double hostMegabytes;  // the most there was so far
};

Reading read(const std::vector<std::unique_ptr<Session>> &sessions) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval &time) { return static_cast<double>(time.tv_sec) + time.tv_usec * 1e-6; };
  long frames = 0;
  for (const auto &session : sessions) frames += session->frames;
  return {secondsNow(), seconds(usage.ru_utime) + seconds(usage.ru_stime), frames, usage.ru_maxrss / 1024.0};
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
}  // namespace

void measureThroughput(const ThroughputOptions &options) {
  const Gpu gpu(options.place);
  std::vector<std::unique_ptr<Session>> sessions;
  std::vector<std::thread> threads;
  std::atomic<bool> stop{false};
  for (int i = 0; i < options.sessions; i++) {
    sessions.push_back(std::make_unique<Session>(gpu.driver, gpu.context, options.session));
  }
  for (const auto &session : sessions) threads.emplace_back(runOrExit, std::ref(*session), std::ref(stop));
  for (const auto &session : sessions) {
    while (session->frames == 0) sleep(0.01);
  }
  sleep(options.warmup);
  const Reading before = read(sessions);
  sleep(options.seconds);
  const Reading after = read(sessions);
  stop = true;
  for (std::thread &thread : threads) thread.join();

  const double elapsed = after.seconds - before.seconds;
  const auto frames = static_cast<double>(after.frames - before.frames);
  printf("{\"program\":\"limit\",\"device\":\"%s\",\"mode\":\"%s\",\"sessions\":%d,\"seconds\":%.3f,\"frames\":%.0f,"
         "\"fps\":%.1f,\"cpuMicrosPerFrame\":%.1f,\"hostMegabytes\":%.1f}\n",
         gpu.name.c_str(), options.modeName.c_str(), options.sessions, elapsed, frames, frames / elapsed,
         (after.cpuSeconds - before.cpuSeconds) * 1e6 / frames, after.hostMegabytes);
}

// Works through the driver's cases: reads paths from standard input, decodes each through the C ABI and answers with
// a line, "case ok …" or "case failed …". Built with sanitizers by scripts/sanitize-build.sh; a report of theirs ends
// the process. After each case nothing of the driver's may be left, and after a hundred nothing at all.
#include <dirent.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>

#include "case_file.h"
#include "cuda/cuda_abi.h"
#include "driver_session.h"
#include "provoked.h"

extern "C" {
// Of the sanitizers' runtime; absent, and null, without them.
__attribute__((weak)) int __lsan_do_recoverable_leak_check();
__attribute__((weak)) size_t __sanitizer_get_current_allocated_bytes();
__attribute__((visibility("default"))) void nvcodecSoftReset();
}

namespace {

int countEntries(const char *folder) {
  DIR *const directory = opendir(folder);
  if (directory == nullptr) throw std::runtime_error(std::string("cannot open ") + folder);
  int count = 0;
  while (readdir(directory) != nullptr) ++count;
  closedir(directory);
  return count;
}

size_t heapBytes() {
  return __sanitizer_get_current_allocated_bytes == nullptr ? 0 : __sanitizer_get_current_allocated_bytes();
}

// What must be as before after each case.
void requireNothingLeft() {
  static const char *const kNames[] = {"device allocations", "device bytes", "page-locked allocations", "streams",
                                       "events",             "modules",      "contexts"};
  uint64_t alive[8];
  nvcodecSoftStatistics(alive);
  for (int i = 0; i < 7; ++i) {
    if (alive[i] != 0) throw std::runtime_error(std::string("left behind: ") + std::to_string(alive[i]) + " " + kNames[i]);
  }
}

// Runs a case again and again: growth that comes every time is a leak, and not a cache.
void requireNoGrowth(const FuzzCase &input, size_t before) {
  constexpr size_t kNoise = 64 * 1024;
  constexpr int kRounds = 3;
  size_t least = heapBytes();
  if (least < before + kNoise) return;
  const size_t first = least;
  for (int round = 0; round < kRounds; ++round) {
    const size_t start = heapBytes();
    runDriverSession(input);
    if (heapBytes() < start + kNoise) return;
  }
  throw std::runtime_error("the heap grows each time, by " + std::to_string((heapBytes() - first) / kRounds) + " bytes");
}

std::string runCase(const std::string &path) {
  const FuzzCase input = readCase(path);
  const std::string threads = std::to_string(input.setting("threads"));
  setenv("NVCODEC_SOFT_THREADS", threads.c_str(), 1);
  nvcodecSoftReset();
  static const int files = countEntries("/proc/self/fd");
  const size_t before = heapBytes();
  const DriverReport report = runDriverSession(input);
  requireNothingLeft();
  requireNoGrowth(input, before);
  if (countEntries("/proc/self/fd") > files) throw std::runtime_error("a file descriptor was left open");
  constexpr int kMostThreads = 64;
  if (countEntries("/proc/self/task") > kMostThreads) throw std::runtime_error("threads were left running");
  return report.summary();
}

// "leaks": looks for memory that nothing points to; "provoke …": see provoked.h; else the path of a case.
std::string answerTo(const std::string &line) {
  static const std::string kProvoke = "provoke ";
  if (line == "leaks") {
    const bool leaked = __lsan_do_recoverable_leak_check != nullptr && __lsan_do_recoverable_leak_check() != 0;
    if (leaked) throw std::runtime_error("memory was leaked");
    return "no leaks";
  }
  if (line.compare(0, kProvoke.size(), kProvoke) != 0) return runCase(line);
  provoke(line.substr(kProvoke.size()));
  requireNothingLeft();
  return "nothing happened";
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::string answer;
    try {
      answer = "ok " + answerTo(line);
    } catch (const std::exception &error) {
      answer = std::string("failed ") + error.what();
    }
    std::cout << "case " << answer << std::endl;
  }
  return 0;
}

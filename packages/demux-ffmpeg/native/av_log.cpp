// FFmpeg has one log callback for the process; this one tells threads apart by a thread-local pointer.
#include "av_log.h"

extern "C" {
#include <libavutil/log.h>
}

#include <atomic>
#include <cstdio>
#include <mutex>

namespace nvcodec {
namespace {

// A damaged file can log without end; an error message needs only the last few lines.
constexpr size_t kKeptLines = 4;

std::atomic<int> gStderrLevel{AV_LOG_QUIET};
thread_local std::vector<std::string>* tCapture = nullptr;

void keep(std::vector<std::string>& lines, std::string line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  if (line.empty()) return;
  if (lines.size() == kKeptLines) lines.erase(lines.begin());
  lines.push_back(std::move(line));
}

void onLog(void* source, int level, const char* format, va_list arguments) {
  const int shown = gStderrLevel.load(std::memory_order_relaxed);
  const bool captured = tCapture != nullptr && level <= AV_LOG_ERROR;
  if (level > shown && !captured) return;

  char line[1024];
  int printPrefix = 1;
  va_list copy;
  va_copy(copy, arguments);
  av_log_format_line2(source, level, format, arguments, line, sizeof line, &printPrefix);
  if (level <= shown) std::fputs(line, stderr);
  if (captured) {
    // Without the "[mov,mp4 @ 0x…]" prefix: the address would make messages differ from run to run.
    std::vsnprintf(line, sizeof line, format, copy);
    keep(*tCapture, line);
  }
  va_end(copy);
}

}  // namespace

void installLog() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_callback(onLog); });
}

void setStderrLevel(int level) { gStderrLevel.store(level, std::memory_order_relaxed); }

int stderrLevel() { return gStderrLevel.load(std::memory_order_relaxed); }

LogCapture::LogCapture(std::vector<std::string>& lines) : previous_(tCapture) {
  lines.clear();
  tCapture = &lines;
}

LogCapture::~LogCapture() { tCapture = previous_; }

}  // namespace nvcodec

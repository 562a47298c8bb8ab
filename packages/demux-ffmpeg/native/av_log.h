// FFmpeg's log: silent by default, kept for error messages, and sent to stderr on request.
#pragma once

#include <string>
#include <vector>

namespace nvcodec {

// Takes over FFmpeg's log for the whole process. Safe to call from every environment.
void installLog();

// Lines up to this AV_LOG_* level go to stderr; AV_LOG_QUIET for none.
void setStderrLevel(int level);
int stderrLevel();

// While one lives, the error lines that FFmpeg writes on this thread are collected into `lines`.
class LogCapture {
 public:
  explicit LogCapture(std::vector<std::string>& lines);
  ~LogCapture();
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;

 private:
  std::vector<std::string>* previous_;
};

}  // namespace nvcodec

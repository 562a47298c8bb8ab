// Lists or runs the cases: `--list GROUP` prints names, `GROUP NAME` runs one, and no argument runs all, each in
// a process of its own.
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>

#include "harness.h"

std::vector<Case> &cases() {
  static std::vector<Case> all;
  return all;
}

static std::string ownPath() {
  char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof(path));
  return std::string(path, length < 0 ? 0 : static_cast<size_t>(length));
}

std::string kernelsPath() {
  const std::string own = ownPath();
  return own.substr(0, own.rfind('/') + 1) + "soft-cuda-kernels.so";
}

std::vector<char> readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  CHECK(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

static int runAll() {
  int failures = 0;
  for (const Case &test : cases()) {
    const pid_t child = fork();
    if (child == 0) {
      execl(ownPath().c_str(), "soft-cuda-test", test.group.c_str(), test.name.c_str(), nullptr);
      _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    const bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!good) ++failures;
    std::printf("%s  %s: %s\n", good ? "ok    " : "FAILED", test.group.c_str(), test.name.c_str());
  }
  std::printf("%zu cases, %d failed\n", cases().size(), failures);
  return failures == 0 ? 0 : 1;
}

int main(int count, char **arguments) {
  if (count == 1) return runAll();
  const bool list = count == 3 && std::strcmp(arguments[1], "--list") == 0;
  for (const Case &test : cases()) {
    if (list && test.group == arguments[2]) std::printf("%s\n", test.name.c_str());
    if (!list && count == 3 && test.group == arguments[1] && test.name == arguments[2]) {
      test.run();
      return 0;
    }
  }
  return list ? 0 : 2;
}

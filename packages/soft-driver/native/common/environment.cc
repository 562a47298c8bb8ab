// Keeps the settings: each variable is copied when first asked for, so that later changes of the environment
// take effect at a known place only (the reset).
#include "common/environment.h"

#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>

namespace {

struct Settings {
  std::mutex mutex;
  std::map<std::string, std::string> values;
  // Values of earlier generations: a pointer handed out stays readable for a thread that lags behind a reset.
  std::multimap<std::string, std::string> retired;
  std::atomic<uint64_t> generation{1};
};

// Never destroyed: threads of the driver may still ask while the process exits.
Settings &settings() {
  static Settings *const instance = new Settings;
  return *instance;
}

}  // namespace

void nvcodecSoftReset(void) {
  Settings &state = settings();
  const std::lock_guard lock(state.mutex);
  state.retired.merge(state.values);
  state.values.clear();
  ++state.generation;
}

const char *nvcodecSoftSetting(const char *name) {
  Settings &state = settings();
  const std::lock_guard lock(state.mutex);
  const auto known = state.values.find(name);
  if (known != state.values.end()) return known->second.c_str();
  const char *value = std::getenv(name);
  return state.values.emplace(name, value == nullptr ? "" : value).first->second.c_str();
}

uint64_t nvcodecSoftGeneration(void) { return settings().generation.load(std::memory_order_acquire); }

// The settings of the soft driver: environment variables, read when first asked for and read again after
// nvcodecSoftReset(). One copy lives in libnvcodec-soft-cuda; the cuvid library asks that one.
#pragma once

#include <cstdint>
#include <string>

#define NVCODEC_SOFT_EXPORT extern "C" __attribute__((visibility("default")))

// Forgets all settings and fault counters; the next use reads the environment anew.
NVCODEC_SOFT_EXPORT void nvcodecSoftReset(void);

// The C faces that cross between the two libraries; use the functions of the namespace below.
NVCODEC_SOFT_EXPORT const char *nvcodecSoftSetting(const char *name);
NVCODEC_SOFT_EXPORT uint64_t nvcodecSoftGeneration(void);

namespace nvcodec::soft {

// The value of an environment variable, "" where it is not set. Stable until the next reset.
inline std::string setting(const char *name) { return nvcodecSoftSetting(name); }

// Grows with each reset: whoever keeps something parsed from a setting parses again when this has changed.
inline uint64_t settingsGeneration() { return nvcodecSoftGeneration(); }

// The value as a decimal number, or `fallback` where it is unset or no number.
inline uint64_t numericSetting(const char *name, uint64_t fallback) {
  const std::string text = setting(name);
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos || text.size() > 19) return fallback;
  return std::stoull(text);
}

}  // namespace nvcodec::soft

// Parses NVCODEC_SOFT_FAULTS and counts the calls of the functions it names.
#include "common/faults.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

namespace {

struct FunctionFaults {
  uint64_t calls = 0;
  std::map<uint64_t, int> codes;  // by call number, 1-based
};

struct Faults {
  std::mutex mutex;
  std::atomic<uint64_t> generation{0};
  std::atomic<bool> any{false};
  std::unordered_map<std::string, FunctionFaults> functions;
  std::set<uint64_t> pictures;
};

Faults &faults() {
  static Faults *const instance = new Faults;
  return *instance;
}

// One entry: NAME:NUMBER=VALUE. Returns whether it was understood.
bool parseEntry(Faults &into, const std::string &entry) {
  const size_t colon = entry.find(':');
  const size_t equals = entry.find('=', colon == std::string::npos ? 0 : colon);
  if (colon == std::string::npos || equals == std::string::npos) return false;
  const std::string name = entry.substr(0, colon);
  const std::string number = entry.substr(colon + 1, equals - colon - 1);
  const std::string value = entry.substr(equals + 1);
  char *end = nullptr;
  const uint64_t index = std::strtoull(number.c_str(), &end, 10);
  if (number.empty() || *end != '\0') return false;
  if (name == "picture") {
    if (value == "damaged") into.pictures.insert(index);
    return value == "damaged";
  }
  const long code = std::strtol(value.c_str(), &end, 10);
  if (value.empty() || *end != '\0' || index == 0) return false;
  into.functions[name].codes[index] = static_cast<int>(code);
  return true;
}

void parse(Faults &into, const std::string &text) {
  into.functions.clear();
  into.pictures.clear();
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string entry = text.substr(begin, end - begin);
    if (!entry.empty() && !parseEntry(into, entry)) {
      std::fprintf(stderr, "nvcodec soft driver: NVCODEC_SOFT_FAULTS has \"%s\", want NAME:CALL=CODE or picture:N=damaged\n",
                   entry.c_str());
    }
    begin = end + 1;
  }
  into.any = !into.functions.empty() || !into.pictures.empty();
}

// Brings the table up to date; false when there are no faults at all, which costs no lock.
bool current(Faults &state) {
  const uint64_t generation = nvcodec::soft::settingsGeneration();
  if (state.generation.load(std::memory_order_acquire) != generation) {
    const std::lock_guard lock(state.mutex);
    if (state.generation.load(std::memory_order_relaxed) != generation) {
      parse(state, nvcodec::soft::setting("NVCODEC_SOFT_FAULTS"));
      state.generation.store(generation, std::memory_order_release);
    }
  }
  return state.any.load(std::memory_order_relaxed);
}

}  // namespace

int nvcodecSoftFault(const char *function) {
  Faults &state = faults();
  if (!current(state)) return 0;
  const std::lock_guard lock(state.mutex);
  const auto found = state.functions.find(function);
  if (found == state.functions.end()) return 0;
  const auto code = found->second.codes.find(++found->second.calls);
  return code == found->second.codes.end() ? 0 : code->second;
}

int nvcodecSoftPictureDamaged(uint64_t picture) {
  Faults &state = faults();
  if (!current(state)) return 0;
  const std::lock_guard lock(state.mutex);
  return state.pictures.count(picture) != 0 ? 1 : 0;
}

#include "case_file.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace {

constexpr size_t kPacketHead = 16;

std::map<std::string, long long> readSettings(const std::string &line) {
  std::istringstream words(line);
  std::string word;
  words >> word;
  if (word != "driver") throw std::runtime_error("the case is for \"" + word + "\", not for the driver");
  std::map<std::string, long long> settings;
  while (words >> word) {
    const size_t equals = word.find('=');
    if (equals != std::string::npos) settings[word.substr(0, equals)] = std::stoll(word.substr(equals + 1));
  }
  return settings;
}

template <typename Number>
Number littleEndian(const char *at) {
  Number value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

}  // namespace

long long FuzzCase::setting(const char *name) const {
  const auto found = settings.find(name);
  return found == settings.end() ? 0 : found->second;
}

FuzzCase readCase(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  if (!std::getline(file, line)) throw std::runtime_error("cannot read " + path);
  FuzzCase result;
  result.settings = readSettings(line);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  size_t at = std::min(static_cast<size_t>(result.setting("header")), bytes.size());
  result.header.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
  while (bytes.size() - at >= kPacketHead) {
    const char *head = bytes.data() + at;
    const size_t size = littleEndian<uint32_t>(head);
    at += kPacketHead;
    if (size > bytes.size() - at) throw std::runtime_error("a packet of the case is cut off");
    const auto *data = reinterpret_cast<const uint8_t *>(bytes.data()) + at;
    result.packets.push_back({littleEndian<uint32_t>(head + 4), littleEndian<int64_t>(head + 8), {data, data + size}});
    at += size;
  }
  return result;
}

// The limit program: what a C++ program reaches with NVCUVID on this machine, to hold nvcodec against. Prints one line
// of JSON.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>

#include "programs.h"

namespace {
using Setters = std::map<std::string, std::function<void(const char *)>>;

[[noreturn]] void usage() {
  fputs(
      "usage: limit FILE [--sessions N] [--mode decode|map|nv12|p016|rgb24] [--seconds S] [--warmup S]\n"
      "                  [--extra-pictures N] [--output-surfaces N] [--output-buffers N] [--display-delay N]\n"
      "       limit frames FILE --at S[,S...] [--repeat N] [--out F.ppm] [--width W] [--near 1] [--download 0]\n"
      "both:  [--device N] [--kernel nv12_to_rgb.ptx] [--cuda libcuda.so.1] [--cuvid libnvcuvid.so.1]\n",
      stderr);
  exit(2);
}

// The words after the program's name: one file, and pairs of an option and its value.
std::string parse(int count, char **words, const Setters &setters) {
  std::string file;
  for (int i = 0; i < count; i++) {
    const auto setter = setters.find(words[i]);
    if (setter == setters.end()) {
      if (words[i][0] == '-' || !file.empty()) usage();
      file = words[i];
    } else if (++i < count) {
      setter->second(words[i]);
    } else {
      usage();
    }
  }
  if (file.empty()) usage();
  return file;
}

auto into(int &target) { return [&target](const char *value) { target = atoi(value); }; }
auto into(unsigned &target) { return [&target](const char *value) { target = static_cast<unsigned>(atoi(value)); }; }
auto into(bool &target) { return [&target](const char *value) { target = atoi(value) != 0; }; }
auto into(double &target) { return [&target](const char *value) { target = atof(value); }; }
auto into(std::string &target) { return [&target](const char *value) { target = value; }; }
auto into(std::vector<double> &target) {
  return [&target](const char *value) {
    char *rest = nullptr;
    for (const char *place = value; *place; place = *rest ? rest + 1 : rest) {
      target.push_back(strtod(place, &rest));
      if (rest == place || (*rest && *rest != ',')) usage();
    }
  };
}

void addPlace(Setters &setters, Place &place) {
  setters["--device"] = into(place.device);
  setters["--cuda"] = into(place.cuda);
  setters["--cuvid"] = into(place.cuvid);
}

void throughput(int count, char **words) {
  static const std::map<std::string, Mode> modes = {
      {"decode", Mode::decode}, {"map", Mode::map}, {"nv12", Mode::copy}, {"p016", Mode::copy}, {"rgb24", Mode::rgb24}};
  ThroughputOptions options;
  Setters setters = {
      {"--sessions", into(options.sessions)},
      {"--mode", into(options.modeName)},
      {"--seconds", into(options.seconds)},
      {"--warmup", into(options.warmup)},
      {"--kernel", into(options.session.kernel)},
      {"--output-buffers", into(options.session.outputBuffers)},
      {"--extra-pictures", into(options.session.decoder.extraPictures)},
      {"--output-surfaces", into(options.session.decoder.outputSurfaces)},
      {"--display-delay", into(options.session.decoder.displayDelay)},
  };
  addPlace(setters, options.place);
  options.session.file = parse(count, words, setters);
  const auto mode = modes.find(options.modeName);
  if (mode == modes.end() || options.sessions < 1) usage();
  options.session.mode = mode->second;
  if (mode->second == Mode::rgb24 && options.session.kernel.empty()) usage();
  measureThroughput(options);
}

void frames(int count, char **words) {
  FramesOptions options;
  Setters setters = {
      {"--at", into(options.at)},
      {"--repeat", into(options.repeat)},
      {"--out", into(options.out)},
      {"--kernel", into(options.taker.kernel)},
      {"--width", into(options.taker.decoder.width)},
      {"--near", into(options.taker.near)},
      {"--download", into(options.taker.download)},
  };
  addPlace(setters, options.place);
  options.taker.decoder.displayDelay = 0;
  options.taker.file = parse(count, words, setters);
  if (options.at.empty() || options.taker.kernel.empty()) usage();
  if (!options.out.empty() && !options.taker.download) usage();
  takeFrames(options);
}
}  // namespace

int main(int count, char **words) {
  try {
    if (count > 1 && std::string(words[1]) == "frames") frames(count - 2, words + 2);
    else throughput(count - 1, words + 1);
  } catch (const std::exception &error) {
    fprintf(stderr, "limit: %s\n", error.what());
    return 1;
  }
}

// What the tests of the cuvid library run: `decode FILE [option]…` decodes through the C ABI and prints a line for each
// picture shown, "timestamp md5 status flags", then what the callbacks reported; `checks FILE` prints one line for each
// call that must be refused; `caps CODEC CHROMA DEPTH` prints what the driver says of that; `layout` prints sizes and
// offsets of the ABI's structures.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "cuda/cuda_abi.h"
#include "session.h"

void printLayout();
void printChecks(const char *path);

namespace {

CuvidRect parseRect(const std::string &text) {
  CuvidRect rect{};
  if (std::sscanf(text.c_str(), "%hd,%hd,%hd,%hd", &rect.left, &rect.top, &rect.right, &rect.bottom) != 4) {
    throw std::runtime_error("want left,top,right,bottom: " + text);
  }
  return rect;
}

struct CommandLine {
  SessionOptions session;
  std::string writePath;  // where the planar samples of all pictures go
};

void applyOption(const std::string &name, const std::string &value, CommandLine *line) {
  SessionOptions &o = line->session;
  if (name == "--delay") o.displayDelay = static_cast<unsigned>(std::stoul(value));
  else if (name == "--end-of-picture") o.endOfPicture = value == "yes";
  else if (name == "--chunk") o.chunkBytes = std::stoul(value);
  else if (name == "--codec") o.codec = static_cast<cudaVideoCodec>(std::stoi(value));
  else if (name == "--surface") o.surface = static_cast<cudaVideoSurfaceFormat>(std::stoi(value));
  else if (name == "--deinterlace") o.deinterlace = static_cast<cudaVideoDeinterlaceMode>(std::stoi(value));
  else if (name == "--both-fields") o.bothFields = value == "yes";
  else if (name == "--target") {
    if (std::sscanf(value.c_str(), "%ux%u", &o.targetWidth, &o.targetHeight) != 2) throw std::runtime_error(value);
  } else if (name == "--rect") o.targetRect = parseRect(value);
  else if (name == "--crop") o.crop = parseRect(value);
  else if (name == "--rounds") o.rounds = std::stoi(value);
  else if (name == "--timestamps") o.timestamps = value == "yes";
  else if (name == "--annexb") o.annexB = value == "yes";
  else if (name == "--drop-surfaces") o.dropSurfaces = value == "yes";
  else if (name == "--read") o.read = value;
  else if (name == "--write") line->writePath = value;
  else throw std::runtime_error("unknown option " + name);
}

void printReport(const SessionReport &report) {
  for (const CUVIDEOFORMAT &f : report.sequences) {
    const auto &a = f.display_area;
    const auto &signal = f.video_signal_description;
    std::printf("sequence coded=%ux%u area=%d,%d,%d,%d chroma=%d depth=%d progressive=%d rate=%u/%u aspect=%d:%d "
                "color=%d/%d/%d range=%d surfaces=%d\n",
                f.coded_width, f.coded_height, a.left, a.top, a.right, a.bottom, f.chroma_format,
                f.bit_depth_luma_minus8 + 8, f.progressive_sequence, f.frame_rate.numerator, f.frame_rate.denominator,
                f.display_aspect_ratio.x, f.display_aspect_ratio.y, signal.color_primaries,
                signal.transfer_characteristics, signal.matrix_coefficients, signal.video_full_range_flag,
                f.min_num_decode_surfaces);
  }
  for (const std::string &message : report.sei) std::printf("sei %s\n", message.c_str());
  for (const int count : report.operatingPoints) std::printf("operating-points %d\n", count);
  std::printf("end decodes=%d displays=%d ends=%d most-slots=%d\n", report.decodes, report.displays, report.ends,
              report.mostSlotsInUse);
}

void decode(int count, char **arguments) {
  if (count < 1) throw std::runtime_error("want a file");
  CommandLine line;
  for (int i = 1; i + 1 < count; i += 2) applyOption(arguments[i], arguments[i + 1], &line);
  std::ofstream file;
  if (!line.writePath.empty()) file.open(line.writePath, std::ios::binary);
  const SessionReport report = runSession(arguments[0], line.session, [&](const ShownPicture &picture) {
    if (picture.surface.bytes.empty()) return;
    const std::vector<uint8_t> samples = planarSamples(picture.surface);
    std::printf("%lld %s %d %s%s%s\n", picture.timestamp, md5(samples).c_str(), picture.status,
                picture.progressive ? "p" : "i", picture.topFieldFirst ? "t" : "b", picture.secondField ? "2" : "");
    if (file.is_open()) {
      file.write(reinterpret_cast<const char *>(samples.data()), static_cast<std::streamsize>(samples.size()));
    }
  });
  printReport(report);
}

void printCaps(char **arguments) {
  CUcontext context = nullptr;
  cuInit(0);
  cuDevicePrimaryCtxRetain(&context, 0);
  cuCtxPushCurrent_v2(context);
  CUVIDDECODECAPS caps{};
  caps.eCodecType = static_cast<cudaVideoCodec>(std::stoi(arguments[0]));
  caps.eChromaFormat = static_cast<cudaVideoChromaFormat>(std::stoi(arguments[1]));
  caps.nBitDepthMinus8 = static_cast<unsigned>(std::stoi(arguments[2]) - 8);
  const CUresult result = cuvidGetDecoderCaps(&caps);
  std::printf("%d supported=%d engines=%d formats=%d min=%dx%d max=%ux%u macroblocks=%u\n", result, caps.bIsSupported,
              caps.nNumNVDECs, caps.nOutputFormatMask, caps.nMinWidth, caps.nMinHeight, caps.nMaxWidth,
              caps.nMaxHeight, caps.nMaxMBCount);
}

}  // namespace

int main(int count, char **arguments) {
  const std::string command = count > 1 ? arguments[1] : "";
  try {
    if (command == "decode") decode(count - 2, arguments + 2);
    else if (command == "checks" && count > 2) printChecks(arguments[2]);
    else if (command == "caps" && count > 4) printCaps(arguments + 2);
    else if (command == "layout") printLayout();
    else throw std::runtime_error("want decode, checks, caps or layout");
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}

#include "cuvid/caps.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "common/environment.h"
#include "cuvid/surface_layout.h"

namespace nvcodec::soft {

namespace {

constexpr unsigned bit(cudaVideoChromaFormat chroma) { return 1u << chroma; }
constexpr unsigned k420 = bit(cudaVideoChromaFormat_420);
constexpr unsigned kAll =
    k420 | bit(cudaVideoChromaFormat_Monochrome) | bit(cudaVideoChromaFormat_422) | bit(cudaVideoChromaFormat_444);

struct Limits {
  bool supported = true;
  unsigned chromas = kAll;
  unsigned maxDepth = 8;
  unsigned minWidth = 1;
  unsigned minHeight = 1;
  unsigned maxWidth = kMostPixelsOfASide;
  unsigned maxHeight = kMostPixelsOfASide;
};

// libavcodec's abilities.
Limits ownLimits(cudaVideoCodec codec) {
  Limits limits;
  switch (codec) {
    case cudaVideoCodec_MPEG2:
      limits.chromas = k420 | bit(cudaVideoChromaFormat_422);
      break;
    case cudaVideoCodec_H264:
    case cudaVideoCodec_HEVC:
    case cudaVideoCodec_AV1:
      limits.maxDepth = 12;
      break;
    case cudaVideoCodec_VP9:
      limits.chromas = kAll & ~bit(cudaVideoChromaFormat_Monochrome);
      limits.maxDepth = 12;
      break;
    case cudaVideoCodec_JPEG:
      break;
    default:
      limits.chromas = k420;
  }
  return limits;
}

// Calls `each` with the parts of `text` between separators.
template <typename Each>
void split(const std::string &text, char separator, Each each) {
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(separator, begin), text.size());
    if (end > begin) each(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

bool applySize(const std::string &value, unsigned *width, unsigned *height) {
  char rest = 0;
  return std::sscanf(value.c_str(), "%ux%u%c", width, height, &rest) == 2;
}

bool applyChroma(const std::string &value, Limits *limits) {
  unsigned chromas = 0;
  bool known = true;
  split(value, '+', [&](const std::string &name) {
    if (name == "400") chromas |= bit(cudaVideoChromaFormat_Monochrome);
    else if (name == "420") chromas |= k420;
    else if (name == "422") chromas |= bit(cudaVideoChromaFormat_422);
    else if (name == "444") chromas |= bit(cudaVideoChromaFormat_444);
    else known = false;
  });
  limits->chromas &= chromas;
  return known;
}

bool applyItem(const std::string &item, Limits *limits) {
  if (item == "none") {
    limits->supported = false;
    return true;
  }
  const size_t colon = std::min(item.find(':'), item.size());
  const std::string name = item.substr(0, colon);
  const std::string value = colon < item.size() ? item.substr(colon + 1) : "";
  if (name == "min") return applySize(value, &limits->minWidth, &limits->minHeight);
  if (name == "max") return applySize(value, &limits->maxWidth, &limits->maxHeight);
  if (name == "chroma") return applyChroma(value, limits);
  if (name != "depth" || (value != "8" && value != "10" && value != "12")) return false;
  limits->maxDepth = std::min<unsigned>(limits->maxDepth, static_cast<unsigned>(std::stoul(value)));
  return true;
}

// Entries for all codecs ("*") and for this one, in the order they are written.
Limits limitsOf(const Codec &codec) {
  Limits limits = ownLimits(codec.id);
  split(setting("NVCODEC_SOFT_CAPS"), ';', [&](const std::string &entry) {
    const size_t equals = entry.find('=');
    const std::string name = entry.substr(0, equals);
    if (name != "*" && name != codec.name) return;
    split(equals == std::string::npos ? "" : entry.substr(equals + 1), ',', [&](const std::string &item) {
      if (applyItem(item, &limits)) return;
      std::fprintf(stderr,
                   "nvcodec soft driver: NVCODEC_SOFT_CAPS has \"%s\" for %s, want none, min:WxH, max:WxH, "
                   "depth:8|10|12 or chroma:420+422+444\n",
                   item.c_str(), name.c_str());
    });
  });
  return limits;
}

}  // namespace

void fillCaps(CUVIDDECODECAPS *caps) {
  CUVIDDECODECAPS filled{};
  filled.eCodecType = caps->eCodecType;
  filled.eChromaFormat = caps->eChromaFormat;
  filled.nBitDepthMinus8 = caps->nBitDepthMinus8;
  *caps = filled;
  const Codec *codec = findCodec(filled.eCodecType);
  if (codec == nullptr || softwareDecoder(codec->avId) == nullptr) return;
  const Limits limits = limitsOf(*codec);
  if (!limits.supported || filled.nBitDepthMinus8 > limits.maxDepth - 8 ||
      (limits.chromas & bit(filled.eChromaFormat)) == 0) {
    return;
  }
  caps->bIsSupported = 1;
  caps->nNumNVDECs = 1;
  caps->nOutputFormatMask = static_cast<unsigned short>(surfaceFormats(filled.eChromaFormat));
  caps->nMaxWidth = limits.maxWidth;
  caps->nMaxHeight = limits.maxHeight;
  caps->nMaxMBCount = static_cast<unsigned>(static_cast<uint64_t>(limits.maxWidth) * limits.maxHeight / 256);
  caps->nMinWidth = static_cast<unsigned short>(std::min(limits.minWidth, 65535u));
  caps->nMinHeight = static_cast<unsigned short>(std::min(limits.minHeight, 65535u));
}

}  // namespace nvcodec::soft

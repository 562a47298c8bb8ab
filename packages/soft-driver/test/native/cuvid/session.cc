#include "session.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

#include "av1_annexb.h"
#include "cuda/cuda_abi.h"
#include "file_packets.h"
#include "formats.h"
#include "surface_reader.h"

namespace {

void call(CUresult result, const char *what) {
  if (result == CUDA_SUCCESS) return;
  const char *name = nullptr;
  cuGetErrorName(result, &name);
  throw std::runtime_error(std::string(what) + ": " + (name == nullptr ? "?" : name));
}

class Session {
 public:
  Session(const SessionOptions &options, const std::function<void(const ShownPicture &)> &shown)
      : options_(options), shown_(shown) {
    call(cuInit(0), "cuInit");
    call(cuDevicePrimaryCtxRetain(&context_, 0), "cuDevicePrimaryCtxRetain");
    call(cuCtxPushCurrent_v2(context_), "cuCtxPushCurrent");
    call(cuStreamCreate(&stream_, CU_STREAM_NON_BLOCKING), "cuStreamCreate");
  }

  ~Session() {
    if (parser_ != nullptr) cuvidDestroyVideoParser(parser_);
    if (decoder_ != nullptr) cuvidDestroyDecoder(decoder_);
    cuStreamDestroy_v2(stream_);
    cuCtxPopCurrent_v2(nullptr);
    cuDevicePrimaryCtxRelease_v2(0);
  }

  SessionReport run(const std::string &path) {
    for (int round = 0; round < options_.rounds; ++round) {
      if (options_.chunkBytes > 0) feedChunks(path);
      else feedPackets(path);
      parse(nullptr, 0, CUVID_PKT_ENDOFSTREAM | CUVID_PKT_NOTIFY_EOS, 0);
    }
    return report_;
  }

 private:
  void openParser(cudaVideoCodec codec, const std::vector<uint8_t> &extradata, int width, int height) {
    if (parser_ != nullptr) return;
    CUVIDEOFORMATEX system{};
    system.format.codec = codec;
    system.format.coded_width = static_cast<unsigned>(width);
    system.format.coded_height = static_cast<unsigned>(height);
    system.format.seqhdr_data_length =
        static_cast<unsigned>(std::min(extradata.size(), sizeof system.raw_seqhdr_data));
    std::copy_n(extradata.begin(), system.format.seqhdr_data_length, system.raw_seqhdr_data);
    CUVIDPARSERPARAMS parameters{};
    parameters.CodecType = codec;
    parameters.ulMaxNumDecodeSurfaces = 1;
    parameters.ulMaxDisplayDelay = options_.displayDelay;
    parameters.pUserData = this;
    parameters.pfnSequenceCallback = [](void *self, CUVIDEOFORMAT *format) {
      return static_cast<Session *>(self)->sequence(*format);
    };
    parameters.pfnDecodePicture = [](void *self, CUVIDPICPARAMS *p) { return static_cast<Session *>(self)->decode(p); };
    parameters.pfnDisplayPicture = [](void *self, CUVIDPARSERDISPINFO *i) {
      return static_cast<Session *>(self)->display(i);
    };
    parameters.bAnnexb = options_.annexB ? 1 : 0;
    parameters.pfnGetOperatingPoint = [](void *self, CUVIDOPERATINGPOINTINFO *info) {
      static_cast<Session *>(self)->report_.operatingPoints.push_back(info->av1.operating_points_cnt);
      return 0;
    };
    parameters.pfnGetSEIMsg = [](void *self, CUVIDSEIMESSAGEINFO *i) { return static_cast<Session *>(self)->sei(*i); };
    parameters.pExtVideoInfo = &system;
    call(cuvidCreateVideoParser(&parser_, &parameters), "cuvidCreateVideoParser");
  }

  void parse(const uint8_t *data, size_t size, unsigned long flags, long long timestamp) {
    CUVIDSOURCEDATAPACKET packet{flags, size, data, timestamp};
    const CUresult result = cuvidParseVideoData(parser_, &packet);
    if (!failure_.empty()) throw std::runtime_error(failure_);
    call(result, "cuvidParseVideoData");
  }

  void feedPackets(const std::string &path) {
    FilePackets file(path);
    openParser(codecOf(file.codec()), file.extradata(), file.parameters().width, file.parameters().height);
    file.forEach([&](const AVPacket &packet) {
      unsigned long flags = options_.endOfPicture ? CUVID_PKT_ENDOFPICTURE : 0UL;
      if (packet.pts != AV_NOPTS_VALUE && options_.timestamps) flags |= CUVID_PKT_TIMESTAMP;
      std::vector<uint8_t> data(packet.data, packet.data + packet.size);
      if (options_.annexB) data = lengthDelimited(data);
      parse(data.data(), data.size(), flags, packet.pts);
    });
  }

  void feedChunks(const std::string &path) {
    openParser(options_.codec, {}, 0, 0);
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    for (size_t at = 0; at < bytes.size(); at += options_.chunkBytes) {
      const size_t size = std::min(options_.chunkBytes, bytes.size() - at);
      parse(reinterpret_cast<const uint8_t *>(bytes.data()) + at, size, 0, 0);
    }
  }

  // Failures inside a callback: kept, and thrown once the parser has returned.
  template <typename Body>
  int guarded(Body body) {
    try {
      return body();
    } catch (const std::exception &error) {
      failure_ = error.what();
      return 0;
    }
  }

  int sequence(const CUVIDEOFORMAT &format) {
    return guarded([&] {
      report_.sequences.push_back(format);
      inUse_.clear();
      if (decoder_ != nullptr) call(cuvidDestroyDecoder(decoder_), "cuvidDestroyDecoder");
      decoder_ = nullptr;
      CUVIDDECODECREATEINFO info{};
      const auto &area = format.display_area;
      info.ulWidth = format.coded_width;
      info.ulHeight = format.coded_height;
      info.ulNumDecodeSurfaces = std::min(format.min_num_decode_surfaces + 4u, 32u);
      info.CodecType = format.codec;
      info.ChromaFormat = format.chroma_format;
      info.bitDepthMinus8 = format.bit_depth_luma_minus8;
      info.display_area = {static_cast<short>(area.left), static_cast<short>(area.top), static_cast<short>(area.right),
                           static_cast<short>(area.bottom)};
      if (options_.crop.right != 0) info.display_area = options_.crop;
      info.OutputFormat = options_.surface.value_or(naturalSurface(format));
      info.DeinterlaceMode = options_.deinterlace;
      info.ulTargetWidth = options_.targetWidth;
      info.ulTargetHeight = options_.targetHeight;
      if (options_.targetWidth == 0) {
        info.ulTargetWidth = static_cast<unsigned long>(info.display_area.right - info.display_area.left);
        info.ulTargetHeight = static_cast<unsigned long>(info.display_area.bottom - info.display_area.top);
      }
      info.target_rect = options_.targetRect;
      info.ulNumOutputSurfaces = 2;
      call(cuvidCreateDecoder(&decoder_, &info), "cuvidCreateDecoder");
      info_ = info;
      return static_cast<int>(info.ulNumDecodeSurfaces);
    });
  }

  int decode(CUVIDPICPARAMS *parameters) {
    return guarded([&] {
      ++report_.decodes;
      if (!inUse_.insert(parameters->CurrPicIdx).second) throw std::runtime_error("decode into a slot in use");
      report_.mostSlotsInUse = std::max(report_.mostSlotsInUse, static_cast<int>(inUse_.size()));
      call(cuvidDecodePicture(decoder_, parameters), "cuvidDecodePicture");
      return 1;
    });
  }

  int display(const CUVIDPARSERDISPINFO *info) {
    if (info == nullptr) {
      ++report_.ends;
      return 1;
    }
    return guarded([&] {
      ++report_.displays;
      if (!options_.dropSurfaces) {
        show(*info, false);
        if (options_.bothFields) show(*info, true);
      }
      inUse_.erase(info->picture_index);
      return 1;
    });
  }

  void show(const CUVIDPARSERDISPINFO &info, bool secondField) {
    CUVIDPROCPARAMS parameters{};
    parameters.progressive_frame = info.progressive_frame;
    parameters.top_field_first = info.top_field_first;
    parameters.second_field = secondField ? 1 : 0;
    parameters.unpaired_field = info.repeat_first_field < 0 ? 1 : 0;
    parameters.output_stream = stream_;
    unsigned long long pointer = 0;
    unsigned pitch = 0;
    call(cuvidMapVideoFrame64(decoder_, info.picture_index, &pointer, &pitch, &parameters), "cuvidMapVideoFrame64");
    ShownPicture picture{};
    picture.timestamp = info.timestamp;
    picture.progressive = info.progressive_frame != 0;
    picture.topFieldFirst = info.top_field_first != 0;
    picture.secondField = secondField;
    picture.surface = download(pointer, pitch);
    CUVIDGETDECODESTATUS status{};
    call(cuvidGetDecodeStatus(decoder_, info.picture_index, &status), "cuvidGetDecodeStatus");
    picture.status = status.decodeStatus;
    call(cuvidUnmapVideoFrame64(decoder_, pointer), "cuvidUnmapVideoFrame64");
    shown_(picture);
  }

  HostSurface download(unsigned long long pointer, unsigned pitch) {
    const int height = static_cast<int>(info_.ulTargetHeight);
    HostSurface surface{info_.OutputFormat, static_cast<int>(info_.ulTargetWidth), height,
                        static_cast<int>(info_.bitDepthMinus8) + 8,
                        info_.ChromaFormat == cudaVideoChromaFormat_Monochrome, pitch, {}};
    const size_t lumaRows = (static_cast<size_t>(height) + 1) & ~size_t{1};
    const bool planar = info_.OutputFormat == cudaVideoSurfaceFormat_YUV444 ||
                        info_.OutputFormat == cudaVideoSurfaceFormat_YUV444_16Bit;
    const bool tall = info_.OutputFormat == cudaVideoSurfaceFormat_NV16 ||
                      info_.OutputFormat == cudaVideoSurfaceFormat_P216;
    if (options_.read == "none") {
      call(cuStreamSynchronize(stream_), "cuStreamSynchronize");
      return surface;
    }
    const bool wide = info_.OutputFormat == cudaVideoSurfaceFormat_P016 ||
                      info_.OutputFormat == cudaVideoSurfaceFormat_P216 ||
                      info_.OutputFormat == cudaVideoSurfaceFormat_YUV444_16Bit;
    const size_t rowBytes = ((info_.ulTargetWidth + 1) & ~1UL) * (wide ? 2 : 1);
    const size_t rows = planar ? 3 * lumaRows : tall ? 2 * lumaRows : lumaRows + lumaRows / 2;
    surface.bytes = readSurface({pointer, pitch, rowBytes, rows}, stream_, options_.read);
    return surface;
  }

  int sei(const CUVIDSEIMESSAGEINFO &info) {
    for (unsigned i = 0; i < info.sei_message_count; ++i) {
      const CUSEIMESSAGE &message = info.pSEIMessage[i];
      report_.sei.push_back(std::to_string(message.sei_message_type) + ":" + std::to_string(message.sei_message_size));
    }
    return 1;
  }

  const SessionOptions &options_;
  const std::function<void(const ShownPicture &)> &shown_;
  SessionReport report_;
  CUcontext context_ = nullptr;
  CUstream stream_ = nullptr;
  CUvideoparser parser_ = nullptr;
  CUvideodecoder decoder_ = nullptr;
  CUVIDDECODECREATEINFO info_{};
  std::set<int> inUse_;
  std::string failure_;
};

}  // namespace

SessionReport runSession(const std::string &path, const SessionOptions &options,
                         const std::function<void(const ShownPicture &)> &shown) {
  return Session(options, shown).run(path);
}

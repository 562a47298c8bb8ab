// Makes the calls that the driver must refuse, and some it must allow, and prints "what code" for each. The
// expectations are in the vitest suite.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "cuda/cuda_abi.h"
#include "cuvid/cuvid_abi.h"

namespace {

void report(const char *what, long code) { std::printf("%s %ld\n", what, code); }

CUVIDDECODECREATEINFO infoFor(const CUVIDEOFORMAT &format) {
  CUVIDDECODECREATEINFO info{};
  info.ulWidth = format.coded_width;
  info.ulHeight = format.coded_height;
  info.ulNumDecodeSurfaces = 8;
  info.CodecType = format.codec;
  info.ChromaFormat = format.chroma_format;
  info.ulTargetWidth = format.coded_width;
  info.ulTargetHeight = format.coded_height;
  info.ulNumOutputSurfaces = 2;
  return info;
}

// What is tried on a decoder that holds pictures, in the display callback of the third one.
class Checks {
 public:
  explicit Checks(const char *path) {
    std::ifstream file(path, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), {});
  }

  void run() {
    withoutContext();
    cuInit(0);
    cuDevicePrimaryCtxRetain(&context_, 0);
    cuCtxPushCurrent_v2(context_);
    creation();
    parsing();
    handles();
    locks();
    cuCtxPopCurrent_v2(nullptr);
    cuDevicePrimaryCtxRelease_v2(0);
  }

 private:
  void withoutContext() {
    CUVIDDECODECAPS caps{};
    caps.eCodecType = cudaVideoCodec_H264;
    caps.eChromaFormat = cudaVideoChromaFormat_420;
    cuInit(0);
    report("caps-without-context", cuvidGetDecoderCaps(&caps));
    CUVIDEOFORMAT format{};
    format.codec = cudaVideoCodec_H264;
    format.chroma_format = cudaVideoChromaFormat_420;
    format.coded_width = format.coded_height = 64;
    CUVIDDECODECREATEINFO info = infoFor(format);
    CUvideodecoder decoder = nullptr;
    report("create-without-context", cuvidCreateDecoder(&decoder, &info));
  }

  template <typename Change>
  void create(const char *what, Change change) {
    CUVIDEOFORMAT format{};
    format.codec = cudaVideoCodec_H264;
    format.chroma_format = cudaVideoChromaFormat_420;
    format.coded_width = 640;
    format.coded_height = 480;
    CUVIDDECODECREATEINFO info = infoFor(format);
    change(info);
    CUvideodecoder decoder = nullptr;
    const CUresult result = cuvidCreateDecoder(&decoder, &info);
    report(what, result);
    if (result == CUDA_SUCCESS) cuvidDestroyDecoder(decoder);
  }

  void creation() {
    using Info = CUVIDDECODECREATEINFO;
    create("create", [](Info &) {});
    create("create-no-width", [](Info &i) { i.ulWidth = 0; });
    create("create-too-wide", [](Info &i) { i.ulWidth = 20000; });
    create("create-svc", [](Info &i) { i.CodecType = cudaVideoCodec_H264_SVC; });
    create("create-bad-codec", [](Info &i) { i.CodecType = static_cast<cudaVideoCodec>(77); });
    create("create-444-as-nv12", [](Info &i) { i.ChromaFormat = cudaVideoChromaFormat_444; });
    create("create-bad-crop", [](Info &i) { i.display_area = {0, 0, 700, 480}; });
    create("create-bad-target-rect", [](Info &i) { i.target_rect = {0, 0, 640, 481}; });
    create("create-no-target", [](Info &i) { i.ulTargetWidth = 0; });
    create("create-no-decode-surfaces", [](Info &i) { i.ulNumDecodeSurfaces = 0; });
    create("create-too-many-decode-surfaces", [](Info &i) { i.ulNumDecodeSurfaces = 33; });
    create("create-no-output-surfaces", [](Info &i) { i.ulNumOutputSurfaces = 0; });
    create("create-max-below-size", [](Info &i) { i.ulMaxWidth = 320; });
    create("create-histogram", [](Info &i) { i.enableHistogram = 1; });
    create("create-bad-lock", [](Info &i) { i.vidLock = reinterpret_cast<CUvideoctxlock>(0x10); });
  }

  CUvideoparser newParser() {
    CUVIDPARSERPARAMS parameters{};
    parameters.CodecType = cudaVideoCodec_H264;
    parameters.ulMaxNumDecodeSurfaces = 8;
    parameters.ulMaxDisplayDelay = 1;
    parameters.pUserData = this;
    parameters.pfnSequenceCallback = [](void *self, CUVIDEOFORMAT *format) {
      return static_cast<Checks *>(self)->sequence(*format);
    };
    parameters.pfnDecodePicture = [](void *self, CUVIDPICPARAMS *p) { return static_cast<Checks *>(self)->decode(*p); };
    parameters.pfnDisplayPicture = [](void *self, CUVIDPARSERDISPINFO *i) {
      return static_cast<Checks *>(self)->display(*i);
    };
    CUvideoparser parser = nullptr;
    report("create-parser", cuvidCreateVideoParser(&parser, &parameters));
    return parser;
  }

  CUresult parse(unsigned long flags) {
    CUVIDSOURCEDATAPACKET packet{flags, bytes_.size(), reinterpret_cast<const unsigned char *>(bytes_.data()), 0};
    return cuvidParseVideoData(parser_, &packet);
  }

  void parsing() {
    CUVIDPARSERPARAMS bad{};
    bad.CodecType = cudaVideoCodec_H264_MVC;
    CUvideoparser none = nullptr;
    report("create-parser-mvc", cuvidCreateVideoParser(&none, &bad));
    parser_ = newParser();
    report("parse", parse(CUVID_PKT_ENDOFSTREAM));
    failAt_ = 3;
    pictures_ = 0;
    report("parse-callback-fails", parse(CUVID_PKT_ENDOFSTREAM));
    failAt_ = -1;
    pictures_ = 100;
    report("parse-again", parse(CUVID_PKT_ENDOFSTREAM));
    CUVIDSOURCEDATAPACKET null{0, 10, nullptr, 0};
    report("parse-null-payload", cuvidParseVideoData(parser_, &null));
  }

  void handles() {
    report("destroy-parser", cuvidDestroyVideoParser(parser_));
    report("destroy-parser-again", cuvidDestroyVideoParser(parser_));
    std::thread([&] { report("destroy-decoder-without-context", cuvidDestroyDecoder(decoder_)); }).join();
    uint64_t alive[8] = {};
    nvcodecSoftStatistics(alive);
    report("device-allocations-left", static_cast<long>(alive[0]));
    report("destroy-decoder-again", cuvidDestroyDecoder(decoder_));
    CUVIDGETDECODESTATUS status{};
    report("status-destroyed", cuvidGetDecodeStatus(decoder_, 0, &status));
    CUvideosource source = nullptr;
    report("video-source", cuvidCreateVideoSource(&source, "file", nullptr));
  }

  void locks() {
    CUvideoctxlock lock = nullptr;
    report("lock-create", cuvidCtxLockCreate(&lock, context_));
    std::thread([&] {
      report("lock", cuvidCtxLock(lock, 0));
      CUcontext current = nullptr;
      cuCtxGetCurrent(&current);
      report("lock-makes-current", current == context_);
      report("unlock", cuvidCtxUnlock(lock, 0));
      cuCtxGetCurrent(&current);
      report("unlock-takes-back", current == nullptr);
    }).join();
    report("lock-destroy", cuvidCtxLockDestroy(lock));
    report("lock-destroyed", cuvidCtxLock(lock, 0));
  }

  int sequence(const CUVIDEOFORMAT &format) {
    if (decoder_ != nullptr) return 8;
    CUVIDDECODECREATEINFO info = infoFor(format);
    format_ = format;
    return cuvidCreateDecoder(&decoder_, &info) == CUDA_SUCCESS ? 8 : 0;
  }

  int decode(CUVIDPICPARAMS &parameters) {
    if (pictures_ == failAt_) return 0;
    if (pictures_ == 1 && failAt_ < 0) {
      CUVIDPICPARAMS changed = parameters;
      changed.CurrPicIdx = 8;
      report("decode-index-too-large", cuvidDecodePicture(decoder_, &changed));
      changed = parameters;
      std::memset(changed.Reserved, 0, sizeof changed.Reserved);
      report("decode-foreign", cuvidDecodePicture(decoder_, &changed));
      decodeElsewhere(parameters);
      report("parse-in-callback", parse(0));
      report("destroy-in-callback", cuvidDestroyVideoParser(parser_));
    }
    kept_ = parameters;
    return cuvidDecodePicture(decoder_, &parameters) == CUDA_SUCCESS ? 1 : 0;
  }

  // A decoder of another size does not take the picture.
  void decodeElsewhere(CUVIDPICPARAMS &parameters) {
    CUVIDDECODECREATEINFO info = infoFor(format_);
    info.ulWidth = format_.coded_width * 2;
    CUvideodecoder other = nullptr;
    cuvidCreateDecoder(&other, &info);
    report("decode-other-size", cuvidDecodePicture(other, &parameters));
    cuvidDestroyDecoder(other);
  }

  int display(const CUVIDPARSERDISPINFO &info) {
    if (++pictures_ == 3 && failAt_ < 0) mapping(info.picture_index);
    return 1;
  }

  CUresult map(int slot, unsigned long long *pointer) {
    CUVIDPROCPARAMS parameters{};
    parameters.progressive_frame = 1;
    unsigned pitch = 0;
    return cuvidMapVideoFrame64(decoder_, slot, pointer, &pitch, &parameters);
  }

  void mapping(int slot) {
    unsigned long long first = 0;
    unsigned long long second = 0;
    unsigned long long third = 0;
    report("map-unbound-slot", map(7, &third));
    report("map-no-such-slot", map(8, &third));
    report("map", map(slot, &first));
    report("map-second", map(slot, &second));
    report("map-too-many", map(slot, &third));
    reconfiguring();
    report("unmap", cuvidUnmapVideoFrame64(decoder_, first));
    report("unmap-again", cuvidUnmapVideoFrame64(decoder_, first));
    report("unmap-second", cuvidUnmapVideoFrame64(decoder_, second));
    std::thread([&] { report("map-without-context", map(slot, &third)); }).join();
    CUVIDGETDECODESTATUS status{};
    report("status", cuvidGetDecodeStatus(decoder_, slot, &status));
    report("status-value", status.decodeStatus);
    report("status-unbound", cuvidGetDecodeStatus(decoder_, 7, &status));
    report("status-unbound-value", status.decodeStatus);
    report("status-no-such-slot", cuvidGetDecodeStatus(decoder_, 8, &status));
    report("decode-after-callback", cuvidDecodePicture(decoder_, &kept_));
  }

  void reconfiguring() {
    CUVIDRECONFIGUREDECODERINFO info{};
    info.ulWidth = format_.coded_width * 2;
    info.ulHeight = format_.coded_height;
    info.ulTargetWidth = format_.coded_width;
    info.ulTargetHeight = format_.coded_height;
    info.ulNumDecodeSurfaces = 8;
    report("reconfigure-too-large", cuvidReconfigureDecoder(decoder_, &info));
    info.ulWidth = format_.coded_width;
    info.ulTargetWidth = 64;
    report("reconfigure-while-mapped", cuvidReconfigureDecoder(decoder_, &info));
  }

  std::vector<char> bytes_;
  CUcontext context_ = nullptr;
  CUvideoparser parser_ = nullptr;
  CUvideodecoder decoder_ = nullptr;
  CUVIDEOFORMAT format_{};
  CUVIDPICPARAMS kept_{};
  int pictures_ = 0;
  int failAt_ = -1;
};

}  // namespace

void printChecks(const char *path) { Checks(path).run(); }

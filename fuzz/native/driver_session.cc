#include "driver_session.h"

#include <algorithm>
#include <deque>
#include <set>
#include <stdexcept>

#include "cuda/cuda_abi.h"
#include "cuvid/cuvid_abi.h"
#include "geometry.h"

namespace {

// Enough to see a stream go on after its damage; more would only take time.
constexpr int kMostPictures = 150;
constexpr long long kMostPixels = 100'000'000;

void require(bool holds, const std::string &what) {
  if (!holds) throw std::runtime_error(what);
}

void call(CUresult result, const char *what) {
  require(result == CUDA_SUCCESS, std::string(what) + " gave " + std::to_string(result));
}

// What cuvidParseVideoData may say of a stream that is not what it should be.
bool isRefusal(CUresult result) {
  return result == CUDA_ERROR_INVALID_VALUE || result == CUDA_ERROR_NOT_SUPPORTED || result == CUDA_ERROR_UNKNOWN ||
         result == CUDA_ERROR_OUT_OF_MEMORY;
}

class Session {
 public:
  explicit Session(const FuzzCase &input) : input_(input), numbers_(static_cast<unsigned>(input.setting("mix"))) {
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
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  DriverReport run() {
    if (!openParser()) return report_;
    for (const FuzzPacket &packet : input_.packets) {
      if (report_.pictures >= kMostPictures || pixels_ >= kMostPixels) break;
      // The exact size: reading past the end of a packet must be seen.
      const std::vector<uint8_t> bytes(packet.data);
      feed({packet.flags, bytes.size(), bytes.empty() ? nullptr : bytes.data(), packet.timestamp});
    }
    ends_ = 0;
    const bool ended = feed({CUVID_PKT_ENDOFSTREAM | CUVID_PKT_NOTIFY_EOS, 0, nullptr, 0});
    require(!ended || ends_ == 1, "the end of the stream was told " + std::to_string(ends_) + " times");
    return report_;
  }

 private:
  bool openParser() {
    CUVIDEOFORMATEX system{};
    system.format.seqhdr_data_length = static_cast<unsigned>(input_.header.size());
    std::copy_n(input_.header.begin(), std::min(input_.header.size(), sizeof system.raw_seqhdr_data),
                system.raw_seqhdr_data);
    system.format.coded_width = numbers_.below(3) == 0 ? numbers_.next() : 320;
    system.format.coded_height = 240;
    CUVIDPARSERPARAMS parameters{};
    parameters.CodecType = static_cast<cudaVideoCodec>(input_.setting("codec"));
    parameters.ulMaxNumDecodeSurfaces = 1;
    parameters.ulClockRate = static_cast<unsigned>(input_.setting("clock"));
    parameters.ulMaxDisplayDelay = static_cast<unsigned>(input_.setting("delay"));
    parameters.bAnnexb = input_.setting("annexb") != 0;
    parameters.pUserData = this;
    parameters.pfnSequenceCallback = [](void *self, CUVIDEOFORMAT *format) {
      return static_cast<Session *>(self)->guarded([&](Session &s) { return s.sequence(*format); });
    };
    parameters.pfnDecodePicture = [](void *self, CUVIDPICPARAMS *picture) {
      return static_cast<Session *>(self)->guarded([&](Session &s) { return s.decode(picture); });
    };
    parameters.pfnDisplayPicture = [](void *self, CUVIDPARSERDISPINFO *info) {
      return static_cast<Session *>(self)->guarded([&](Session &s) { return s.display(info); });
    };
    parameters.pfnGetOperatingPoint = [](void *self, CUVIDOPERATINGPOINTINFO *) {
      return static_cast<int>(static_cast<Session *>(self)->numbers_.below(4));
    };
    if (input_.setting("sei") != 0) {
      parameters.pfnGetSEIMsg = [](void *self, CUVIDSEIMESSAGEINFO *info) {
        return static_cast<Session *>(self)->guarded([&](Session &s) { return s.sei(*info); });
      };
    }
    parameters.pExtVideoInfo = &system;
    const CUresult result = cuvidCreateVideoParser(&parser_, &parameters);
    require(result == CUDA_SUCCESS || isRefusal(result), "cuvidCreateVideoParser gave " + std::to_string(result));
    return result == CUDA_SUCCESS;
  }

  // Whether it was taken.
  bool feed(CUVIDSOURCEDATAPACKET packet) {
    const CUresult result = cuvidParseVideoData(parser_, &packet);
    if (!failure_.empty()) throw std::runtime_error(failure_);
    require(result == CUDA_SUCCESS || isRefusal(result), "cuvidParseVideoData gave " + std::to_string(result));
    if (result != CUDA_SUCCESS) ++report_.refusals[result];
    return result == CUDA_SUCCESS;
  }

  // No exception may cross the driver's frames: it waits for the end of the call.
  template <typename Body>
  int guarded(Body body) {
    try {
      return body(*this);
    } catch (const std::exception &error) {
      failure_ = error.what();
      return 0;
    }
  }

  int sequence(const CUVIDEOFORMAT &format) {
    const auto &area = format.display_area;
    require(format.coded_width > 0 && format.coded_height > 0, "a sequence without a size");
    require(area.left >= 0 && area.top >= 0 && area.left < area.right && area.top < area.bottom &&
                area.right <= static_cast<int>(format.coded_width) &&
                area.bottom <= static_cast<int>(format.coded_height),
            "a display area outside the coded picture");
    require(format.min_num_decode_surfaces >= 1 && format.min_num_decode_surfaces <= 32, "a number of surfaces");
    inUse_.clear();
    info_ = createInfo(format, input_, &numbers_);
    if (info_.ulTargetWidth * info_.ulTargetHeight > kMostPixels / 2) return 0;
    if (reconfigured()) return static_cast<int>(info_.ulNumDecodeSurfaces);
    if (decoder_ != nullptr) call(cuvidDestroyDecoder(decoder_), "cuvidDestroyDecoder");
    decoder_ = nullptr;
    mapped_.clear();
    const CUresult result = cuvidCreateDecoder(&decoder_, &info_);
    require(result == CUDA_SUCCESS || isRefusal(result), "cuvidCreateDecoder gave " + std::to_string(result));
    made_ = info_;
    return result == CUDA_SUCCESS ? static_cast<int>(info_.ulNumDecodeSurfaces) : 0;
  }

  bool reconfigured() {
    if (decoder_ == nullptr || input_.setting("reconfigure") == 0 || !sameKind(info_)) return false;
    CUVIDRECONFIGUREDECODERINFO change{};
    change.ulWidth = static_cast<unsigned>(info_.ulWidth);
    change.ulHeight = static_cast<unsigned>(info_.ulHeight);
    change.ulTargetWidth = static_cast<unsigned>(info_.ulTargetWidth);
    change.ulTargetHeight = static_cast<unsigned>(info_.ulTargetHeight);
    change.ulNumDecodeSurfaces = static_cast<unsigned>(info_.ulNumDecodeSurfaces);
    change.display_area = info_.display_area;
    change.target_rect = info_.target_rect;
    releaseSurfaces(0);
    return cuvidReconfigureDecoder(decoder_, &change) == CUDA_SUCCESS;
  }

  bool sameKind(const CUVIDDECODECREATEINFO &info) const {
    return made_.CodecType == info.CodecType && made_.ChromaFormat == info.ChromaFormat &&
           made_.bitDepthMinus8 == info.bitDepthMinus8 && made_.OutputFormat == info.OutputFormat;
  }

  int decode(CUVIDPICPARAMS *picture) {
    const int slot = picture->CurrPicIdx;
    require(slot >= 0 && slot < static_cast<int>(info_.ulNumDecodeSurfaces), "a slot that does not exist");
    require(inUse_.insert(slot).second, "decoding into a slot in use");
    call(cuvidDecodePicture(decoder_, picture), "cuvidDecodePicture");
    return 1;
  }

  int display(const CUVIDPARSERDISPINFO *info) {
    if (info == nullptr) {
      ++ends_;
      return 1;
    }
    require(inUse_.erase(info->picture_index) == 1, "a picture is shown that was not decoded");
    ++report_.pictures;
    const bool both = info->progressive_frame == 0 && numbers_.below(2) == 0;
    show(*info, false);
    if (both) show(*info, true);
    return 1;
  }

  void show(const CUVIDPARSERDISPINFO &info, bool second) {
    releaseSurfaces(std::min<size_t>(static_cast<size_t>(input_.setting("hold")), info_.ulNumOutputSurfaces - 1));
    CUVIDPROCPARAMS parameters{};
    parameters.progressive_frame = info.progressive_frame;
    parameters.top_field_first = info.top_field_first;
    parameters.second_field = second ? 1 : 0;
    parameters.unpaired_field = info.repeat_first_field < 0 ? 1 : 0;
    parameters.output_stream = stream_;
    unsigned long long pointer = 0;
    unsigned pitch = 0;
    call(cuvidMapVideoFrame64(decoder_, info.picture_index, &pointer, &pitch, &parameters), "cuvidMapVideoFrame64");
    mapped_.push_back(pointer);
    const size_t bytes = surfaceBytes(info_, pitch);
    pixels_ += static_cast<long long>(bytes);
    std::vector<uint8_t> host(bytes);
    // Whole rows are brought by a way of their own.
    if (report_.pictures % 2 == 0) copyRows(pointer, pitch, host.data(), bytes / pitch);
    else call(cuMemcpyDtoHAsync_v2(host.data(), pointer, bytes, stream_), "cuMemcpyDtoHAsync");
    call(cuStreamSynchronize(stream_), "cuStreamSynchronize");
    CUVIDGETDECODESTATUS status{};
    call(cuvidGetDecodeStatus(decoder_, info.picture_index, &status), "cuvidGetDecodeStatus");
    require(status.decodeStatus == cuvidDecodeStatus_Success || status.decodeStatus == cuvidDecodeStatus_Error ||
                status.decodeStatus == cuvidDecodeStatus_Error_Concealed,
            "a status of " + std::to_string(status.decodeStatus));
  }

  void copyRows(unsigned long long pointer, size_t pitch, uint8_t *host, size_t rows) {
    CUDA_MEMCPY2D copy{};
    copy.srcMemoryType = CU_MEMORYTYPE_DEVICE;
    copy.srcDevice = pointer;
    copy.srcPitch = pitch;
    copy.dstMemoryType = CU_MEMORYTYPE_HOST;
    copy.dstHost = host;
    copy.dstPitch = pitch;
    copy.WidthInBytes = surfaceRowBytes(info_);
    copy.Height = rows;
    call(cuMemcpy2DAsync_v2(&copy, stream_), "cuMemcpy2DAsync");
  }

  void releaseSurfaces(size_t left) {
    while (mapped_.size() > left) {
      call(cuvidUnmapVideoFrame64(decoder_, mapped_.front()), "cuvidUnmapVideoFrame64");
      mapped_.pop_front();
    }
  }

  // Reads every byte that the messages claim to have.
  int sei(const CUVIDSEIMESSAGEINFO &info) {
    const auto *at = static_cast<const unsigned char *>(info.pSEIData);
    unsigned sum = 0;
    for (unsigned i = 0; i < info.sei_message_count; ++i) {
      for (unsigned n = info.pSEIMessage[i].sei_message_size; n > 0; --n) sum += *at++;
    }
    return sum == 0 ? 1 : 2;
  }

  const FuzzCase &input_;
  Numbers numbers_;
  DriverReport report_;
  CUcontext context_ = nullptr;
  CUstream stream_ = nullptr;
  CUvideoparser parser_ = nullptr;
  CUvideodecoder decoder_ = nullptr;
  CUVIDDECODECREATEINFO info_{};
  CUVIDDECODECREATEINFO made_{};
  std::set<int> inUse_;
  std::deque<unsigned long long> mapped_;
  long long pixels_ = 0;
  int ends_ = 0;
  std::string failure_;
};

}  // namespace

std::string DriverReport::summary() const {
  std::string text = std::to_string(pictures) + " pictures";
  for (const auto &[code, count] : refusals) text += " error" + std::to_string(code) + "x" + std::to_string(count);
  return text;
}

DriverReport runDriverSession(const FuzzCase &input) { return Session(input).run(); }

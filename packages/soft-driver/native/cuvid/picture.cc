#include "cuvid/picture.h"

#include <cstring>
#include <mutex>
#include <unordered_map>

namespace nvcodec::soft {

namespace {

constexpr int kTokenWord = 28;  // Reserved[28..29], 8-byte aligned

struct Tokens {
  std::mutex mutex;
  uint64_t last = 0;
  std::unordered_map<uint64_t, PicturePtr> pictures;
};

Tokens &tokens() {
  static Tokens *const instance = new Tokens;
  return *instance;
}

// libavcodec's verdict on a frame, from its flags.
cuvidDecodeStatus statusOf(const AVFrame &frame) {
  if ((frame.decode_error_flags & ~FF_DECODE_ERROR_CONCEALMENT_ACTIVE) != 0 &&
      (frame.decode_error_flags & FF_DECODE_ERROR_CONCEALMENT_ACTIVE) == 0) {
    return cuvidDecodeStatus_Error;
  }
  if (frame.decode_error_flags != 0) return cuvidDecodeStatus_Error_Concealed;
  return (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 ? cuvidDecodeStatus_Error : cuvidDecodeStatus_Success;
}

}  // namespace

std::shared_ptr<Picture> makePicture(FramePtr frame) {
  auto picture = std::make_shared<Picture>();
  picture->status = statusOf(*frame);
  if (!describePlanar(static_cast<AVPixelFormat>(frame->format), &picture->samples)) return nullptr;
  picture->frame = std::move(frame);
  return picture;
}

PictureToken::PictureToken(CUVIDPICPARAMS *parameters, PicturePtr picture) {
  Tokens &state = tokens();
  const std::lock_guard lock(state.mutex);
  token_ = ++state.last;
  state.pictures.emplace(token_, std::move(picture));
  std::memcpy(&parameters->Reserved[kTokenWord], &token_, sizeof token_);
}

PictureToken::~PictureToken() {
  Tokens &state = tokens();
  const std::lock_guard lock(state.mutex);
  state.pictures.erase(token_);
}

PicturePtr decodedPicture(const CUVIDPICPARAMS &parameters) {
  uint64_t token;
  std::memcpy(&token, &parameters.Reserved[kTokenWord], sizeof token);
  Tokens &state = tokens();
  const std::lock_guard lock(state.mutex);
  const auto found = state.pictures.find(token);
  return found == state.pictures.end() ? nullptr : found->second;
}

}  // namespace nvcodec::soft

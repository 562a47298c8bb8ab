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

// Null when swscale cannot read the format.
FramePtr toPlanar(const AVFrame &from) {
  FramePtr to = newFrame();
  to->format = nearestPlanar(static_cast<AVPixelFormat>(from.format));
  to->width = from.width;
  to->height = from.height;
  if (to->format == AV_PIX_FMT_NONE || av_frame_get_buffer(to.get(), 0) < 0) return nullptr;
  const ScalerPtr scaler(sws_getContext(from.width, from.height, static_cast<AVPixelFormat>(from.format), to->width,
                                        to->height, static_cast<AVPixelFormat>(to->format),
                                        SWS_BILINEAR | SWS_ACCURATE_RND, nullptr, nullptr, nullptr));
  if (!scaler || sws_scale(scaler.get(), from.data, from.linesize, 0, from.height, to->data, to->linesize) < 0) {
    return nullptr;
  }
  if (av_frame_copy_props(to.get(), &from) < 0) return nullptr;
  return to;
}

}  // namespace

std::shared_ptr<Picture> makePicture(FramePtr frame) {
  auto picture = std::make_shared<Picture>();
  picture->status = statusOf(*frame);
  if (!describePlanar(static_cast<AVPixelFormat>(frame->format), &picture->samples)) {
    frame = toPlanar(*frame);
    if (!frame || !describePlanar(static_cast<AVPixelFormat>(frame->format), &picture->samples)) return nullptr;
  }
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

// What a container says of itself and of its tracks, as plain JavaScript objects.
#pragma once

#include <napi.h>

#include "media_input.h"

namespace nvcodec {

Napi::Object describeFormat(Napi::Env env, const AVFormatContext& context);
Napi::Object describeTrack(Napi::Env env, const MediaInput& input, int index);

}  // namespace nvcodec

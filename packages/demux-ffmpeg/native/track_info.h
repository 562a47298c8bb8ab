// What a container says of itself and of its tracks, as plain JavaScript objects.
#pragma once

#include <napi.h>

#include "av_owners.h"

namespace nvcodec {

Napi::Object describeFormat(Napi::Env env, const AVFormatContext& context);
Napi::Object describeTrack(Napi::Env env, AVFormatContext& context, int index);

}  // namespace nvcodec

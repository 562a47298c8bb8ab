// HDR metadata of a stream as a JavaScript object.
#pragma once

#include <napi.h>

#include "av_owners.h"

namespace nvcodec {

// { masteringDisplay?, contentLight?, dolbyVision? }, each only where the stream has it.
Napi::Object describeHdr(Napi::Env env, const AVStream& stream);

}  // namespace nvcodec

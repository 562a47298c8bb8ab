// Fills CUVIDPICPARAMS, the argument of the decode callback, for a picture that libavcodec has decoded.
#pragma once

#include "cuvid/picture.h"

namespace nvcodec::soft {

// `packet` is the access unit the picture came from, null where that is not known. The codec's own parameters stay
// zero; the bitstream is described as one slice. B pictures count as no references unless the NAL unit header says so.
void describePicture(const Picture &picture, const AVPacket *packet, int slot, CUVIDPICPARAMS *parameters);

}  // namespace nvcodec::soft

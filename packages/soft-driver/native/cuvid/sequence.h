// Describes a picture's format the way a sequence callback gets it, and knows when a new sequence begins.
#pragma once

#include "cuvid/codec.h"
#include "cuvid/picture.h"

namespace nvcodec::soft {

// `interlaced`: whether the sequence has shown interlaced pictures so far.
CUVIDEOFORMAT describeFormat(const Picture &picture, const Codec &codec, const AVCodecContext &context,
                             bool interlaced);

// Whether a decoder made for `a` cannot be fed `b` as it is, or its caller would show it otherwise: size, cropping,
// sampling, depth, scan and colour description count, frame rate and pixel aspect ratio do not.
bool sameSequence(const CUVIDEOFORMAT &a, const CUVIDEOFORMAT &b);

// The coded size of a frame: libavcodec exports it for H.264 and HEVC; the others are padded to whole blocks, those
// of fields where an MPEG-2 sequence is interlaced.
unsigned codedWidth(const AVFrame &frame, const Codec &codec);
unsigned codedHeight(const AVFrame &frame, const Codec &codec, bool interlaced);

bool isInterlaced(const AVFrame &frame);
bool isTopFieldFirst(const AVFrame &frame);

}  // namespace nvcodec::soft

// Names and texts of FFmpeg's error codes.
#pragma once

#include <string>

namespace nvcodec {

// 'ENOENT', 'AVERROR_INVALIDDATA' …; 'AVERROR(-n)' where FFmpeg has no name for the code.
std::string errorName(int code);

// What av_strerror says of the code.
std::string errorText(int code);

}  // namespace nvcodec

// Names of FFmpeg's error codes: its own tags, and the errno values that demuxing meets.
#include "av_error.h"

extern "C" {
#include <libavutil/error.h>
}

#include <cerrno>

namespace nvcodec {
namespace {

struct NamedCode {
  int code;
  const char* name;
};

#define TAG(name) {name, #name}
#define ERRNO(name) {AVERROR(name), #name}

const NamedCode kNames[] = {
    TAG(AVERROR_BSF_NOT_FOUND),
    TAG(AVERROR_BUG),
    TAG(AVERROR_BUG2),
    TAG(AVERROR_BUFFER_TOO_SMALL),
    TAG(AVERROR_DECODER_NOT_FOUND),
    TAG(AVERROR_DEMUXER_NOT_FOUND),
    TAG(AVERROR_EOF),
    TAG(AVERROR_EXIT),
    TAG(AVERROR_EXTERNAL),
    TAG(AVERROR_INVALIDDATA),
    TAG(AVERROR_OPTION_NOT_FOUND),
    TAG(AVERROR_PATCHWELCOME),
    TAG(AVERROR_PROTOCOL_NOT_FOUND),
    TAG(AVERROR_STREAM_NOT_FOUND),
    TAG(AVERROR_UNKNOWN),
    TAG(AVERROR_HTTP_BAD_REQUEST),
    TAG(AVERROR_HTTP_UNAUTHORIZED),
    TAG(AVERROR_HTTP_FORBIDDEN),
    TAG(AVERROR_HTTP_NOT_FOUND),
#ifdef AVERROR_HTTP_TOO_MANY_REQUESTS
    TAG(AVERROR_HTTP_TOO_MANY_REQUESTS),
#endif
    TAG(AVERROR_HTTP_OTHER_4XX),
    TAG(AVERROR_HTTP_SERVER_ERROR),
    ERRNO(E2BIG),
    ERRNO(EACCES),
    ERRNO(EAGAIN),
    ERRNO(EBADF),
    ERRNO(EBUSY),
    ERRNO(ECONNABORTED),
    ERRNO(ECONNREFUSED),
    ERRNO(ECONNRESET),
    ERRNO(EHOSTUNREACH),
    ERRNO(EINTR),
    ERRNO(EINVAL),
    ERRNO(EIO),
    ERRNO(EISDIR),
    ERRNO(ELOOP),
    ERRNO(EMFILE),
    ERRNO(ENAMETOOLONG),
    ERRNO(ENETUNREACH),
    ERRNO(ENFILE),
    ERRNO(ENODEV),
    ERRNO(ENOENT),
    ERRNO(ENOMEM),
    ERRNO(ENOSPC),
    ERRNO(ENOSYS),
    ERRNO(ENOTDIR),
    ERRNO(ENXIO),
    ERRNO(EOVERFLOW),
    ERRNO(EPERM),
    ERRNO(EPIPE),
    ERRNO(EPROTO),
    ERRNO(ERANGE),
    ERRNO(ESPIPE),
    ERRNO(ETIMEDOUT),
};

#undef TAG
#undef ERRNO

}  // namespace

std::string errorName(int code) {
  for (const NamedCode& known : kNames) {
    if (known.code == code) return known.name;
  }
  return "AVERROR(" + std::to_string(code) + ")";
}

std::string errorText(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  return text;
}

}  // namespace nvcodec

// Calls back into JavaScript for bytes. The functions get a buffer of JavaScript's own, which is copied from:
// they may keep it without ever seeing memory that FFmpeg has freed.
#include "custom_source.h"

#include <cmath>
#include <cstring>

namespace nvcodec {

CustomSource::CustomSource(Napi::Object methods)
    : read_(Napi::Persistent(methods.Get("read").As<Napi::Function>())) {
  const Napi::Value seek = methods.Get("seek");
  if (seek.IsFunction()) seek_ = Napi::Persistent(seek.As<Napi::Function>());
  const Napi::Value size = methods.Get("size");
  if (size.IsNumber()) size_ = size.As<Napi::Number>().Int64Value();
}

Napi::Uint8Array CustomSource::scratch(Napi::Env env, size_t size) {
  if (scratch_.IsEmpty() || scratch_.Value().ByteLength() < size) {
    scratch_ = Napi::Persistent(Napi::ArrayBuffer::New(env, size));
  }
  return Napi::Uint8Array::New(env, size, scratch_.Value(), 0);
}

int CustomSource::read(uint8_t* buffer, int size) {
  if (pending_) return AVERROR_EXTERNAL;
  Napi::Env env = read_.Env();
  const Napi::HandleScope scope(env);
  try {
    const Napi::Uint8Array view = scratch(env, static_cast<size_t>(size));
    const Napi::Value result = read_.Call({view});
    const double count = result.IsNumber() ? result.As<Napi::Number>().DoubleValue() : -1;
    if (count < 0 || count > size || count != std::floor(count)) {
      throw Napi::TypeError::New(env, "a custom source's read(buffer) must return, not as a promise, how many bytes"
                                      " it wrote: 0 at the end, and at most buffer.length");
    }
    if (count == 0) return AVERROR_EOF;
    // Asked anew: the function may have taken the memory away.
    void* bytes = nullptr;
    size_t length = 0;
    NAPI_THROW_IF_FAILED(env, napi_get_typedarray_info(env, view, nullptr, &length, &bytes, nullptr, nullptr),
                         AVERROR_EXTERNAL);
    if (bytes == nullptr || length < count) {
      throw Napi::TypeError::New(env, "a custom source's read(buffer) must not transfer the buffer away");
    }
    std::memcpy(buffer, bytes, static_cast<size_t>(count));
    offset_ += static_cast<int64_t>(count);
    return static_cast<int>(count);
  } catch (const Napi::Error& error) {
    return fail(error);
  }
}

int CustomSource::moveTo(int64_t offset) {
  if (pending_) return AVERROR_EXTERNAL;
  Napi::Env env = seek_.Env();
  const Napi::HandleScope scope(env);
  try {
    seek_.Call({Napi::Number::New(env, static_cast<double>(offset))});
    offset_ = offset;
    return 0;
  } catch (const Napi::Error& error) {
    return fail(error);
  }
}

int CustomSource::fail(const Napi::Error& error) {
  pending_ = error;
  return AVERROR_EXTERNAL;
}

void CustomSource::throwPending() {
  if (!pending_) return;
  const Napi::Error error = *pending_;
  pending_.reset();
  throw error;
}

}  // namespace nvcodec

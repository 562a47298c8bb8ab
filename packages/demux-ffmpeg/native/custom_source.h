// A caller's read and seek functions as a ByteSource. They run on the JavaScript thread, inside the call that
// needs the bytes.
#pragma once

#include <napi.h>

#include <optional>

#include "io.h"

namespace nvcodec {

class CustomSource : public ByteSource {
 public:
  // `methods` is { read(buffer), seek?(offset), size? } with its functions already bound.
  explicit CustomSource(Napi::Object methods);

  int read(uint8_t* buffer, int size) override;
  int moveTo(int64_t offset) override;
  int64_t size() const override { return size_; }
  bool seekable() const override { return !seek_.IsEmpty(); }

  // What a function threw: no exception may cross libavformat's C frames, so it waits here for the end of the
  // call.
  void throwPending();

 private:
  int fail(const Napi::Error& error);
  Napi::Uint8Array scratch(Napi::Env env, size_t size);

  Napi::FunctionReference read_;
  Napi::FunctionReference seek_;
  Napi::Reference<Napi::ArrayBuffer> scratch_;
  int64_t size_ = -1;
  std::optional<Napi::Error> pending_;
};

}  // namespace nvcodec

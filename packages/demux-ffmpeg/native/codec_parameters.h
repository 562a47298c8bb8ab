// A stream's AVCodecParameters and time base, held apart from the demuxer so that they outlive it.
#pragma once

#include <napi.h>

#include "av_owners.h"

namespace nvcodec {

class ParametersObject : public Napi::ObjectWrap<ParametersObject> {
 public:
  static Napi::Function define(Napi::Env env);

  // new NativeParameters({ codec, codecTag, extradata, width, height, timeBase }): the caller's own.
  explicit ParametersObject(const Napi::CallbackInfo& info);

  // Copies; negative codes on failure.
  int assign(const AVCodecParameters& parameters, AVRational timeBase);

  const AVCodecParameters& parameters() const { return *parameters_; }
  AVRational timeBase() const { return timeBase_; }

 private:
  void read(Napi::Env env, Napi::Object fields);
  void setExtradata(Napi::Env env, Napi::Uint8Array bytes);

  UniqueParameters parameters_;
  AVRational timeBase_{1, 1000000};
};

}  // namespace nvcodec

// A chain of FFmpeg's bitstream filters, such as 'h264_mp4toannexb,dump_extra'.
#pragma once

#include <napi.h>

#include <string>
#include <vector>

#include "av_owners.h"

namespace nvcodec {

class FilterObject : public Napi::ObjectWrap<FilterObject> {
 public:
  static Napi::Function define(Napi::Env env);

  explicit FilterObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<FilterObject>(info) {}

 private:
  // open(chain, parameters), send(packet | undefined), receive(packet): 0 or a negative code.
  Napi::Value open(const Napi::CallbackInfo& info);
  Napi::Value send(const Napi::CallbackInfo& info);
  Napi::Value receive(const Napi::CallbackInfo& info);
  void flush(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);
  // { codec, extradata, timeBase, parameters } of what comes out.
  Napi::Value output(const Napi::CallbackInfo& info);
  Napi::Value log(const Napi::CallbackInfo& info);

  UniqueBitstreamFilter filter_;
  UniquePacket input_;
  std::vector<std::string> log_;
};

}  // namespace nvcodec

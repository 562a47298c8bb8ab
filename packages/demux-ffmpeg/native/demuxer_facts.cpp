// What a DemuxerObject tells: the container, its tracks, the keyframes that were found.
#include "codec_parameters.h"
#include "demuxer.h"
#include "environment.h"
#include "track_info.h"

namespace nvcodec {

Napi::Value DemuxerObject::takeKeyframes(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  const size_t count = keyframes_.entries.size();
  Napi::BigInt64Array pts = Napi::BigInt64Array::New(env, count);
  Napi::BigInt64Array dts = Napi::BigInt64Array::New(env, count);
  Napi::Float64Array position = Napi::Float64Array::New(env, count);
  for (size_t i = 0; i < count; i++) {
    pts.Data()[i] = keyframes_.entries[i].pts;
    dts.Data()[i] = keyframes_.entries[i].dts;
    position.Data()[i] = static_cast<double>(keyframes_.entries[i].position);
  }
  Napi::Object list = Napi::Object::New(env);
  list.Set("pts", pts);
  list.Set("dts", dts);
  list.Set("position", position);
  list.Set("complete", keyframes_.complete);
  list.Set("fromContainer", keyframes_.fromContainer);
  keyframes_ = {};
  return list;
}

Napi::Value DemuxerObject::format(const Napi::CallbackInfo& info) {
  begin(info.Env());
  return describeFormat(info.Env(), *input_->context());
}

// tracks(from): those with that index and above.
Napi::Value DemuxerObject::tracks(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  begin(env);
  Napi::Array list = Napi::Array::New(env);
  const uint32_t from = info[0].As<Napi::Number>().Uint32Value();
  for (uint32_t i = from; i < input_->context()->nb_streams; i++) {
    list.Set(i - from, describeTrack(env, *input_, static_cast<int>(i)));
  }
  return list;
}

Napi::Value DemuxerObject::parameters(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  begin(env);
  const AVStream& stream = *input_->context()->streams[info[0].As<Napi::Number>().Uint32Value()];
  const Napi::Object object = environmentOf(env).parametersClass.New({});
  const int copied = ParametersObject::Unwrap(object)->assign(*stream.codecpar, stream.time_base);
  if (copied < 0) throw Napi::Error::New(env, "out of memory for codec parameters");
  return object;
}

// The index of the track that FFmpeg would show, or a negative code.
Napi::Value DemuxerObject::bestVideo(const Napi::CallbackInfo& info) {
  begin(info.Env());
  const int index = av_find_best_stream(input_->context(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  return Napi::Number::New(info.Env(), index);
}

}  // namespace nvcodec

// Packets through libavcodec's bitstream filters, by reference: the caller's packet stays his.
#include "bitstream_filter.h"

#include "av_log.h"
#include "values.h"
#include "codec_parameters.h"
#include "environment.h"
#include "packet.h"

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace nvcodec {

Napi::Function FilterObject::define(Napi::Env env) {
  return DefineClass(env, "NativeFilter",
                     {
                         InstanceMethod<&FilterObject::open>("open"),
                         InstanceMethod<&FilterObject::send>("send"),
                         InstanceMethod<&FilterObject::receive>("receive"),
                         InstanceMethod<&FilterObject::flush>("flush"),
                         InstanceMethod<&FilterObject::close>("close"),
                         InstanceMethod<&FilterObject::output>("output"),
                         InstanceMethod<&FilterObject::log>("log"),
                     });
}

Napi::Value FilterObject::open(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  const std::string chain = info[0].As<Napi::String>();
  const ParametersObject& source = *ParametersObject::Unwrap(info[1].As<Napi::Object>());
  const LogCapture capture(log_);

  AVBSFContext* parsed = nullptr;
  int result = av_bsf_list_parse_str(chain.c_str(), &parsed);
  UniqueBitstreamFilter filter(parsed);
  if (result >= 0) result = avcodec_parameters_copy(filter->par_in, &source.parameters());
  if (result >= 0) {
    filter->time_base_in = source.timeBase();
    result = av_bsf_init(filter.get());
  }
  if (result >= 0) {
    input_.reset(av_packet_alloc());
    if (input_ == nullptr) result = AVERROR(ENOMEM);
  }
  if (result >= 0) filter_ = std::move(filter);
  return Napi::Number::New(env, result);
}

Napi::Value FilterObject::send(const Napi::CallbackInfo& info) {
  const LogCapture capture(log_);
  int result = 0;
  if (info[0].IsUndefined()) {
    result = av_bsf_send_packet(filter_.get(), nullptr);
  } else {
    // Sending moves the reference out of the packet, so the filter gets one of its own.
    result = av_packet_ref(input_.get(), PacketObject::Unwrap(info[0].As<Napi::Object>())->packet());
    if (result >= 0) result = av_bsf_send_packet(filter_.get(), input_.get());
    if (result < 0) av_packet_unref(input_.get());
  }
  return Napi::Number::New(info.Env(), result);
}

Napi::Value FilterObject::receive(const Napi::CallbackInfo& info) {
  const LogCapture capture(log_);
  PacketObject& target = *PacketObject::Unwrap(info[0].As<Napi::Object>());
  av_packet_unref(target.packet());
  const int result = av_bsf_receive_packet(filter_.get(), target.packet());
  if (result >= 0) target.publish(*environmentOf(info.Env()).header, 0);
  return Napi::Number::New(info.Env(), result);
}

void FilterObject::flush(const Napi::CallbackInfo&) { av_bsf_flush(filter_.get()); }

void FilterObject::close(const Napi::CallbackInfo&) {
  filter_.reset();
  input_.reset();
}

Napi::Value FilterObject::output(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  const AVCodecParameters& codec = *filter_->par_out;
  Napi::Object base = Napi::Object::New(env);
  base.Set("num", filter_->time_base_out.num);
  base.Set("den", filter_->time_base_out.den);

  const Napi::Object parameters = environmentOf(env).parametersClass.New({});
  const int copied = ParametersObject::Unwrap(parameters)->assign(codec, filter_->time_base_out);
  if (copied < 0) throw Napi::Error::New(env, "out of memory for codec parameters");

  Napi::Object output = Napi::Object::New(env);
  output.Set("codec", avcodec_get_name(codec.codec_id));
  output.Set("extradata", copyBytes(env, codec.extradata, static_cast<size_t>(codec.extradata_size)));
  output.Set("timeBase", base);
  output.Set("parameters", parameters);
  return output;
}

Napi::Value FilterObject::log(const Napi::CallbackInfo& info) { return textList(info.Env(), log_); }

}  // namespace nvcodec

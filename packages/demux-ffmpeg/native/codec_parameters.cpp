// Codec parameters made from a stream, or from what a caller knows of one.
#include "codec_parameters.h"

#include <cstring>

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace nvcodec {

Napi::Function ParametersObject::define(Napi::Env env) { return DefineClass(env, "NativeParameters", {}); }

ParametersObject::ParametersObject(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<ParametersObject>(info), parameters_(avcodec_parameters_alloc()) {
  if (parameters_ == nullptr) throw Napi::Error::New(info.Env(), "out of memory for codec parameters");
  if (info[0].IsObject()) read(info.Env(), info[0].As<Napi::Object>());
}

int ParametersObject::assign(const AVCodecParameters& parameters, AVRational timeBase) {
  timeBase_ = timeBase;
  return avcodec_parameters_copy(parameters_.get(), &parameters);
}

void ParametersObject::read(Napi::Env env, Napi::Object fields) {
  const std::string codec = fields.Get("codec").As<Napi::String>();
  const AVCodecDescriptor* descriptor = avcodec_descriptor_get_by_name(codec.c_str());
  if (descriptor == nullptr) throw Napi::TypeError::New(env, "FFmpeg knows no codec named '" + codec + "'");
  parameters_->codec_id = descriptor->id;
  parameters_->codec_type = descriptor->type;

  const Napi::Value tag = fields.Get("codecTag");
  if (tag.IsString()) {
    const std::string letters = tag.As<Napi::String>();
    if (letters.size() == 4) parameters_->codec_tag = MKTAG(letters[0], letters[1], letters[2], letters[3]);
  }
  const Napi::Value width = fields.Get("width");
  const Napi::Value height = fields.Get("height");
  if (width.IsNumber()) parameters_->width = width.As<Napi::Number>().Int32Value();
  if (height.IsNumber()) parameters_->height = height.As<Napi::Number>().Int32Value();
  const Napi::Value base = fields.Get("timeBase");
  if (base.IsObject()) {
    timeBase_ = {base.As<Napi::Object>().Get("num").As<Napi::Number>().Int32Value(),
                 base.As<Napi::Object>().Get("den").As<Napi::Number>().Int32Value()};
  }
  const Napi::Value extradata = fields.Get("extradata");
  if (extradata.IsTypedArray()) setExtradata(env, extradata.As<Napi::Uint8Array>());
}

void ParametersObject::setExtradata(Napi::Env env, Napi::Uint8Array bytes) {
  const size_t size = bytes.ByteLength();
  if (size == 0) return;
  auto* copy = static_cast<uint8_t*>(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE));
  if (copy == nullptr) throw Napi::Error::New(env, "out of memory for extradata");
  std::memcpy(copy, bytes.Data(), size);
  parameters_->extradata = copy;
  parameters_->extradata_size = static_cast<int>(size);
}

}  // namespace nvcodec

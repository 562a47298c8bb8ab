// The addon's door: the classes, and FFmpeg's facts about itself. src/binding.ts declares the same for
// TypeScript.
#include <napi.h>

#include "av_error.h"
#include "av_log.h"
#include "bitstream_filter.h"
#include "codec_parameters.h"
#include "demuxer.h"
#include "environment.h"
#include "packet.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/avutil.h>
}

#include <mutex>

namespace nvcodec {
namespace {

std::string versionText(unsigned version) {
  return std::to_string(AV_VERSION_MAJOR(version)) + "." + std::to_string(AV_VERSION_MINOR(version)) + "." +
         std::to_string(AV_VERSION_MICRO(version));
}

Napi::Array inputProtocols(Napi::Env env) {
  Napi::Array list = Napi::Array::New(env);
  void* state = nullptr;
  for (uint32_t i = 0; const char* name = avio_enum_protocols(&state, 0); i++) list.Set(i, name);
  return list;
}

Napi::Array bitstreamFilters(Napi::Env env) {
  Napi::Array list = Napi::Array::New(env);
  void* state = nullptr;
  for (uint32_t i = 0; const AVBitStreamFilter* filter = av_bsf_iterate(&state); i++) list.Set(i, filter->name);
  return list;
}

Napi::Value ffmpegInfo(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Napi::Object facts = Napi::Object::New(env);
  facts.Set("version", av_version_info());
  facts.Set("libavformat", versionText(avformat_version()));
  facts.Set("libavcodec", versionText(avcodec_version()));
  facts.Set("libavutil", versionText(avutil_version()));
  facts.Set("license", avformat_license());
  facts.Set("configuration", avformat_configuration());
  facts.Set("protocols", inputProtocols(env));
  facts.Set("bitstreamFilters", bitstreamFilters(env));
  return facts;
}

// describeError(code): [name, text].
Napi::Value describeError(const Napi::CallbackInfo& info) {
  const int code = info[0].As<Napi::Number>().Int32Value();
  Napi::Array pair = Napi::Array::New(info.Env(), 2);
  pair.Set(0u, errorName(code));
  pair.Set(1u, errorText(code));
  return pair;
}

Napi::Value errorCodes(Napi::Env env) {
  Napi::Object codes = Napi::Object::New(env);
  codes.Set("eof", AVERROR_EOF);
  codes.Set("again", AVERROR(EAGAIN));
  codes.Set("exit", AVERROR_EXIT);
  codes.Set("optionNotFound", AVERROR_OPTION_NOT_FOUND);
  codes.Set("notSeekable", AVERROR(ESPIPE));
  return codes;
}

void setLogLevel(const Napi::CallbackInfo& info) { setStderrLevel(info[0].As<Napi::Number>().Int32Value()); }

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  static std::once_flag network;
  std::call_once(network, [] { avformat_network_init(); });
  installLog();

  auto* environment = new Environment();
  env.SetInstanceData(environment);
  Napi::ArrayBuffer header = Napi::ArrayBuffer::New(env, sizeof(PacketHeader));
  environment->header = static_cast<PacketHeader*>(header.Data());
  environment->headerBuffer = Napi::Persistent(header);
  const Napi::Function parameters = ParametersObject::define(env);
  environment->parametersClass = Napi::Persistent(parameters);

  exports.Set("header", header);
  exports.Set("NativeParameters", parameters);
  exports.Set("NativePacket", PacketObject::define(env));
  exports.Set("NativeDemuxer", DemuxerObject::define(env));
  exports.Set("NativeFilter", FilterObject::define(env));
  exports.Set("errorCodes", errorCodes(env));
  exports.Set("ffmpegInfo", Napi::Function::New(env, ffmpegInfo, "ffmpegInfo"));
  exports.Set("describeError", Napi::Function::New(env, describeError, "describeError"));
  exports.Set("setLogLevel", Napi::Function::New(env, setLogLevel, "setLogLevel"));
  return exports;
}

}  // namespace

NODE_API_MODULE(nvcodec_demux, initialize)

}  // namespace nvcodec

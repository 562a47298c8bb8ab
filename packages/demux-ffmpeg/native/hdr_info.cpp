// SMPTE ST 2086 mastering display, CTA-861.3 content light level, and the Dolby Vision configuration record.
#include "hdr_info.h"

#include "stream_side_data.h"

extern "C" {
#include <libavutil/dovi_meta.h>
#include <libavutil/mastering_display_metadata.h>
}

namespace nvcodec {
namespace {

Napi::Array chromaticity(Napi::Env env, const AVRational (&xy)[2]) {
  Napi::Array pair = Napi::Array::New(env, 2);
  pair.Set(0u, av_q2d(xy[0]));
  pair.Set(1u, av_q2d(xy[1]));
  return pair;
}

Napi::Object masteringDisplay(Napi::Env env, const AVMasteringDisplayMetadata& data) {
  Napi::Object object = Napi::Object::New(env);
  if (data.has_primaries) {
    object.Set("red", chromaticity(env, data.display_primaries[0]));
    object.Set("green", chromaticity(env, data.display_primaries[1]));
    object.Set("blue", chromaticity(env, data.display_primaries[2]));
    object.Set("whitePoint", chromaticity(env, data.white_point));
  }
  if (data.has_luminance) {
    object.Set("minLuminance", av_q2d(data.min_luminance));
    object.Set("maxLuminance", av_q2d(data.max_luminance));
  }
  return object;
}

Napi::Object contentLight(Napi::Env env, const AVContentLightMetadata& data) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("maxContentLightLevel", data.MaxCLL);
  object.Set("maxFrameAverageLightLevel", data.MaxFALL);
  return object;
}

Napi::Object dolbyVision(Napi::Env env, const AVDOVIDecoderConfigurationRecord& data) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("versionMajor", data.dv_version_major);
  object.Set("versionMinor", data.dv_version_minor);
  object.Set("profile", data.dv_profile);
  object.Set("level", data.dv_level);
  object.Set("rpuPresent", data.rpu_present_flag != 0);
  object.Set("enhancementLayerPresent", data.el_present_flag != 0);
  object.Set("baseLayerPresent", data.bl_present_flag != 0);
  object.Set("baseLayerCompatibilityId", data.dv_bl_signal_compatibility_id);
  return object;
}

template <typename Record>
const Record* find(const AVStream& stream, AVPacketSideDataType type) {
  return reinterpret_cast<const Record*>(streamSideData(stream, type, sizeof(Record)));
}

}  // namespace

Napi::Object describeHdr(Napi::Env env, const AVStream& stream) {
  Napi::Object hdr = Napi::Object::New(env);
  if (auto* data = find<AVMasteringDisplayMetadata>(stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA)) {
    hdr.Set("masteringDisplay", masteringDisplay(env, *data));
  }
  if (auto* data = find<AVContentLightMetadata>(stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL)) {
    hdr.Set("contentLight", contentLight(env, *data));
  }
  if (auto* data = find<AVDOVIDecoderConfigurationRecord>(stream, AV_PKT_DATA_DOVI_CONF)) {
    hdr.Set("dolbyVision", dolbyVision(env, *data));
  }
  return hdr;
}

}  // namespace nvcodec

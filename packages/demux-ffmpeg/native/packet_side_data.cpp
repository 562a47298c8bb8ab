// Names and bytes of side data; see the header.
#include "packet_side_data.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/hdr_dynamic_metadata.h>
#include <libavutil/version.h>
}

#include <cctype>

namespace nvcodec {
namespace {

const char* knownName(AVPacketSideDataType type) {
  switch (type) {
    case AV_PKT_DATA_PALETTE: return "palette";
    case AV_PKT_DATA_NEW_EXTRADATA: return "new_extradata";
    case AV_PKT_DATA_PARAM_CHANGE: return "param_change";
    case AV_PKT_DATA_H263_MB_INFO: return "h263_mb_info";
    case AV_PKT_DATA_REPLAYGAIN: return "replaygain";
    case AV_PKT_DATA_DISPLAYMATRIX: return "displaymatrix";
    case AV_PKT_DATA_STEREO3D: return "stereo3d";
    case AV_PKT_DATA_AUDIO_SERVICE_TYPE: return "audio_service_type";
    case AV_PKT_DATA_QUALITY_STATS: return "quality_stats";
    case AV_PKT_DATA_FALLBACK_TRACK: return "fallback_track";
    case AV_PKT_DATA_CPB_PROPERTIES: return "cpb_properties";
    case AV_PKT_DATA_SKIP_SAMPLES: return "skip_samples";
    case AV_PKT_DATA_JP_DUALMONO: return "jp_dualmono";
    case AV_PKT_DATA_STRINGS_METADATA: return "strings_metadata";
    case AV_PKT_DATA_SUBTITLE_POSITION: return "subtitle_position";
    case AV_PKT_DATA_MATROSKA_BLOCKADDITIONAL: return "matroska_blockadditional";
    case AV_PKT_DATA_WEBVTT_IDENTIFIER: return "webvtt_identifier";
    case AV_PKT_DATA_WEBVTT_SETTINGS: return "webvtt_settings";
    case AV_PKT_DATA_METADATA_UPDATE: return "metadata_update";
    case AV_PKT_DATA_MPEGTS_STREAM_ID: return "mpegts_stream_id";
    case AV_PKT_DATA_MASTERING_DISPLAY_METADATA: return "mastering_display_metadata";
    case AV_PKT_DATA_SPHERICAL: return "spherical";
    case AV_PKT_DATA_CONTENT_LIGHT_LEVEL: return "content_light_level";
    case AV_PKT_DATA_A53_CC: return "a53_cc";
    case AV_PKT_DATA_ENCRYPTION_INIT_INFO: return "encryption_init_info";
    case AV_PKT_DATA_ENCRYPTION_INFO: return "encryption_info";
    case AV_PKT_DATA_AFD: return "afd";
    case AV_PKT_DATA_PRFT: return "prft";
    case AV_PKT_DATA_ICC_PROFILE: return "icc_profile";
    case AV_PKT_DATA_DOVI_CONF: return "dovi_conf";
    case AV_PKT_DATA_S12M_TIMECODE: return "s12m_timecode";
    case AV_PKT_DATA_DYNAMIC_HDR10_PLUS: return "dynamic_hdr10_plus";
    default: return nullptr;
  }
}

// FFmpeg 6.1 has demuxers that make this structure, and can write it.
std::vector<uint8_t> hdr10PlusBytes([[maybe_unused]] const AVPacketSideData& item) {
  std::vector<uint8_t> bytes;
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 4, 100)
  const auto* metadata = reinterpret_cast<const AVDynamicHDRPlus*>(item.data);
  uint8_t* written = nullptr;
  size_t size = 0;
  if (av_dynamic_hdr_plus_to_t35(metadata, &written, &size) >= 0) bytes.assign(written, written + size);
  av_free(written);
#endif
  return bytes;
}

}  // namespace

std::vector<uint8_t> sideDataBytes(const AVPacketSideData& item) {
  if (item.type == AV_PKT_DATA_DYNAMIC_HDR10_PLUS) return hdr10PlusBytes(item);
  return std::vector<uint8_t>(item.data, item.data + item.size);
}

std::string sideDataName(AVPacketSideDataType type) {
  if (const char* name = knownName(type)) return name;
  const char* words = av_packet_side_data_name(type);
  std::string name;
  for (const char* at = words != nullptr ? words : "unknown"; *at != '\0'; at++) {
    const auto letter = static_cast<unsigned char>(*at);
    if (std::isalnum(letter)) {
      name += static_cast<char>(std::tolower(letter));
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  return name;
}

}  // namespace nvcodec

// Reads AVFormatContext and AVStream out into objects; the field names are those of track.ts.
#include "track_info.h"

#include <algorithm>
#include <cmath>

#include "encryption.h"
#include "enum_value.h"
#include "values.h"
#include "hdr_info.h"
#include "stream_side_data.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
}

namespace nvcodec {
namespace {

Napi::Value textOrNull(Napi::Env env, const char* text) {
  return text != nullptr ? Napi::Value(Napi::String::New(env, text)) : env.Null();
}

Napi::Value timeOrNull(Napi::Env env, int64_t time) {
  return time != AV_NOPTS_VALUE ? Napi::Value(Napi::BigInt::New(env, time)) : env.Null();
}

Napi::Value secondsOrNull(Napi::Env env, int64_t time) {
  if (time == AV_NOPTS_VALUE) return env.Null();
  return Napi::Number::New(env, static_cast<double>(time) / AV_TIME_BASE);
}

Napi::Object rational(Napi::Env env, AVRational value) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("num", value.num);
  object.Set("den", value.den);
  return object;
}

Napi::Value rateOrNull(Napi::Env env, AVRational value) {
  return value.num > 0 && value.den > 0 ? Napi::Value(rational(env, value)) : env.Null();
}

// As decoders pass it on: the container's where it has one, else the bitstream's; av_guess_sample_aspect_ratio would
// reduce it.
AVRational sampleAspectRatio(const AVStream& stream) {
  const AVRational own = stream.sample_aspect_ratio;
  const AVRational aspect = own.num != 0 ? own : stream.codecpar->sample_aspect_ratio;
  return aspect.num > 0 && aspect.den > 0 ? aspect : AVRational{0, 1};
}

Napi::Object tags(Napi::Env env, const AVDictionary* dictionary) {
  Napi::Object object = Napi::Object::New(env);
  const AVDictionaryEntry* entry = nullptr;
  while ((entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX))) object.Set(entry->key, entry->value);
  return object;
}

const char* kindName(AVMediaType type) {
  switch (type) {
    case AVMEDIA_TYPE_VIDEO: return "video";
    case AVMEDIA_TYPE_AUDIO: return "audio";
    case AVMEDIA_TYPE_SUBTITLE: return "subtitle";
    case AVMEDIA_TYPE_ATTACHMENT: return "attachment";
    default: return "data";
  }
}

const char* fieldOrderName(AVFieldOrder order) {
  switch (order) {
    case AV_FIELD_PROGRESSIVE: return "progressive";
    case AV_FIELD_TT: return "tt";
    case AV_FIELD_BB: return "bb";
    case AV_FIELD_TB: return "tb";
    case AV_FIELD_BT: return "bt";
    default: return nullptr;
  }
}

const char* chromaFormatName(const AVPixFmtDescriptor& pixels) {
  if (pixels.flags & (AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER | AV_PIX_FMT_FLAG_PAL)) return nullptr;
  if (pixels.nb_components < 3) return "400";
  switch (pixels.log2_chroma_w * 4 + pixels.log2_chroma_h) {
    case 0: return "444";
    case 1: return "440";
    case 4: return "422";
    case 5: return "420";
    case 8: return "411";
    case 10: return "410";
    default: return nullptr;
  }
}

void setPixels(Napi::Env env, Napi::Object track, const AVCodecParameters& codec) {
  const bool video = codec.codec_type == AVMEDIA_TYPE_VIDEO;
  const AVPixFmtDescriptor* pixels = video ? av_pix_fmt_desc_get(static_cast<AVPixelFormat>(codec.format)) : nullptr;
  const int depth = pixels != nullptr ? pixels->comp[0].depth : video ? codec.bits_per_raw_sample : 0;
  track.Set("pixelFormat", textOrNull(env, pixels != nullptr ? pixels->name : nullptr));
  track.Set("bitDepth", depth > 0 ? Napi::Value(Napi::Number::New(env, depth)) : env.Null());
  track.Set("chromaFormat", textOrNull(env, pixels != nullptr ? chromaFormatName(*pixels) : nullptr));
}

Napi::Object colorOf(Napi::Env env, const ColorTags& tags, const AVCodecParameters& codec) {
  Napi::Object color = Napi::Object::New(env);
  const int location = storedNumber(codec.chroma_location);
  color.Set("primaries", tags.primaries);
  color.Set("transfer", tags.transfer);
  color.Set("matrix", tags.matrix);
  color.Set("range", textOrNull(env, tags.range == AVCOL_RANGE_MPEG   ? "limited"
                                     : tags.range == AVCOL_RANGE_JPEG ? "full"
                                                                      : nullptr));
  const bool sited = location > AVCHROMA_LOC_UNSPECIFIED && location < AVCHROMA_LOC_NB;
  color.Set("chromaLocation",
            textOrNull(env, sited ? av_chroma_location_name(static_cast<AVChromaLocation>(location)) : nullptr));
  return color;
}

void setDisplayMatrix(Napi::Env env, Napi::Object track, const AVStream& stream) {
  const auto* matrix = reinterpret_cast<const int32_t*>(
      streamSideData(stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(int32_t)));
  double rotation = 0;
  Napi::Value shown = env.Null();
  if (matrix != nullptr) {
    Napi::Int32Array copy = Napi::Int32Array::New(env, 9);
    std::copy(matrix, matrix + 9, copy.Data());
    shown = copy;
    rotation = av_display_rotation_get(matrix);
  }
  track.Set("displayMatrix", shown);
  // A singular matrix has no angle (NaN); adding zero turns -0 into 0.
  track.Set("rotation", std::isnan(rotation) ? 0.0 : rotation + 0.0);
}

struct NamedFlag {
  int flag;
  const char* name;
};

Napi::Object dispositionOf(Napi::Env env, int flags) {
  static const NamedFlag kFlags[] = {
      {AV_DISPOSITION_DEFAULT, "default"},
      {AV_DISPOSITION_DUB, "dub"},
      {AV_DISPOSITION_ORIGINAL, "original"},
      {AV_DISPOSITION_COMMENT, "comment"},
      {AV_DISPOSITION_LYRICS, "lyrics"},
      {AV_DISPOSITION_KARAOKE, "karaoke"},
      {AV_DISPOSITION_FORCED, "forced"},
      {AV_DISPOSITION_HEARING_IMPAIRED, "hearingImpaired"},
      {AV_DISPOSITION_VISUAL_IMPAIRED, "visualImpaired"},
      {AV_DISPOSITION_CLEAN_EFFECTS, "cleanEffects"},
      {AV_DISPOSITION_ATTACHED_PIC, "attachedPicture"},
      {AV_DISPOSITION_TIMED_THUMBNAILS, "timedThumbnails"},
      {AV_DISPOSITION_CAPTIONS, "captions"},
      {AV_DISPOSITION_DESCRIPTIONS, "descriptions"},
      {AV_DISPOSITION_METADATA, "metadata"},
      {AV_DISPOSITION_DEPENDENT, "dependent"},
      {AV_DISPOSITION_STILL_IMAGE, "stillImage"},
  };
  Napi::Object object = Napi::Object::New(env);
  for (const NamedFlag& known : kFlags) object.Set(known.name, (flags & known.flag) != 0);
  return object;
}

void setCodec(Napi::Env env, Napi::Object track, const AVCodecParameters& codec) {
  constexpr int kUnknown = -99;
  char tag[AV_FOURCC_MAX_STRING_SIZE] = {};
  av_fourcc_make_string(tag, codec.codec_tag);
  track.Set("kind", kindName(codec.codec_type));
  track.Set("codec", avcodec_get_name(codec.codec_id));
  track.Set("codecTag", textOrNull(env, codec.codec_tag != 0 ? tag : nullptr));
  track.Set("profile", textOrNull(env, avcodec_profile_name(codec.codec_id, codec.profile)));
  const bool levelKnown = codec.level != kUnknown && codec.level != 0;
  track.Set("level", levelKnown ? Napi::Value(Napi::Number::New(env, codec.level)) : env.Null());
  track.Set("extradata", copyBytes(env, codec.extradata, codec.extradata_size));
  track.Set("bitRate", codec.bit_rate > 0
                           ? Napi::Value(Napi::Number::New(env, static_cast<double>(codec.bit_rate)))
                           : env.Null());
  // Damaged AVI headers have negative ones.
  track.Set("width", std::max(codec.width, 0));
  track.Set("height", std::max(codec.height, 0));
  track.Set("fieldOrder", textOrNull(env, fieldOrderName(codec.field_order)));
  track.Set("hasBFrames", codec.video_delay);
  track.Set("channels", codec.ch_layout.nb_channels);
  track.Set("sampleRate", codec.sample_rate);
}

}  // namespace

Napi::Object describeFormat(Napi::Env env, const AVFormatContext& context) {
  Napi::Object format = Napi::Object::New(env);
  const bool byteSeekable = context.pb == nullptr || (context.pb->seekable & AVIO_SEEKABLE_NORMAL) != 0;
  const bool hasDuration = context.duration != AV_NOPTS_VALUE && context.duration > 0;
  format.Set("name", context.iformat->name);
  format.Set("longName", textOrNull(env, context.iformat->long_name));
  format.Set("startTime", secondsOrNull(env, context.start_time));
  format.Set("duration", secondsOrNull(env, hasDuration ? context.duration : AV_NOPTS_VALUE));
  format.Set("bitRate", context.bit_rate > 0
                            ? Napi::Value(Napi::Number::New(env, static_cast<double>(context.bit_rate)))
                            : env.Null());
  format.Set("seekable", byteSeekable && (context.ctx_flags & AVFMTCTX_UNSEEKABLE) == 0);
  format.Set("hasTimestamps", (context.iformat->flags & AVFMT_NOTIMESTAMPS) == 0);
  format.Set("metadata", tags(env, context.metadata));
  return format;
}

Napi::Object describeTrack(Napi::Env env, const MediaInput& input, int index) {
  AVFormatContext& context = *input.context();
  AVStream& stream = *context.streams[index];
  Napi::Object track = Napi::Object::New(env);
  track.Set("index", index);
  track.Set("id", stream.id);
  setCodec(env, track, *stream.codecpar);
  setPixels(env, track, *stream.codecpar);
  track.Set("color", colorOf(env, input.colorTags(index), *stream.codecpar));
  track.Set("hdr", describeHdr(env, stream));
  setDisplayMatrix(env, track, stream);
  track.Set("timeBase", rational(env, stream.time_base));
  track.Set("startPts", timeOrNull(env, stream.start_time));
  track.Set("duration", timeOrNull(env, stream.duration > 0 ? stream.duration : AV_NOPTS_VALUE));
  track.Set("frameCount", stream.nb_frames > 0
                              ? Napi::Value(Napi::Number::New(env, static_cast<double>(stream.nb_frames)))
                              : env.Null());
  track.Set("averageFrameRate", rateOrNull(env, stream.avg_frame_rate));
  track.Set("realFrameRate", rateOrNull(env, stream.r_frame_rate));
  track.Set("guessedFrameRate", rateOrNull(env, av_guess_frame_rate(&context, &stream, nullptr)));
  track.Set("sampleAspectRatio", rational(env, sampleAspectRatio(stream)));
  track.Set("disposition", dispositionOf(env, stream.disposition));
  const AVDictionaryEntry* language = av_dict_get(stream.metadata, "language", nullptr, 0);
  const bool named = language != nullptr && std::string(language->value) != "und";
  track.Set("language", textOrNull(env, named ? language->value : nullptr));
  track.Set("metadata", tags(env, stream.metadata));
  track.Set("encrypted", declaresEncryption(stream) || input.isEncrypted(index));
  return track;
}

}  // namespace nvcodec

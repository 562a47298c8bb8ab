// See decoder.h.
#include "decoder.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace {
const std::map<AVCodecID, cudaVideoCodec> codecs = {
    {AV_CODEC_ID_H264, cudaVideoCodec_H264}, {AV_CODEC_ID_HEVC, cudaVideoCodec_HEVC},
    {AV_CODEC_ID_VP8, cudaVideoCodec_VP8},   {AV_CODEC_ID_VP9, cudaVideoCodec_VP9},
    {AV_CODEC_ID_AV1, cudaVideoCodec_AV1},   {AV_CODEC_ID_MPEG2VIDEO, cudaVideoCodec_MPEG2},
};

cudaVideoCodec codecOf(const PacketSource &source) {
  const auto found = codecs.find(source.codec());
  if (found == codecs.end()) throw std::runtime_error("no NVDEC codec for " + std::string(avcodec_get_name(source.codec())));
  return found->second;
}

// No exception may pass through the driver's frames: it is kept, and thrown by parse().
template <typename Work>
int guarded(std::string &failure, const Work &work) {
  try {
    return work();
  } catch (const std::exception &error) {
    failure = error.what();
    return 0;
  }
}
}  // namespace

Decoder::Decoder(const Driver &driver, const PacketSource &source, const DecoderOptions &options)
    : driver_(driver), options_(options) {
  const AVCodecParameters &parameters = source.output();
  sequenceHeader_.format.seqhdr_data_length =
      std::min<unsigned>(parameters.extradata_size, sizeof sequenceHeader_.raw_seqhdr_data);
  memcpy(sequenceHeader_.raw_seqhdr_data, parameters.extradata, sequenceHeader_.format.seqhdr_data_length);

  CUVIDPARSERPARAMS params{};
  params.CodecType = codecOf(source);
  params.ulMaxNumDecodeSurfaces = 1;
  params.ulMaxDisplayDelay = options_.displayDelay;
  params.pUserData = this;
  params.pfnSequenceCallback = onSequence;
  params.pfnDecodePicture = onDecode;
  params.pfnDisplayPicture = onDisplay;
  if (sequenceHeader_.format.seqhdr_data_length > 0) params.pExtVideoInfo = &sequenceHeader_;
  driver_.check(driver_.cuvidCreateVideoParser(&parser_, &params), "cuvidCreateVideoParser");
}

Decoder::~Decoder() {
  driver_.cuvidDestroyVideoParser(parser_);
  if (decoder_) driver_.cuvidDestroyDecoder(decoder_);
}

void Decoder::parse(const AVPacket *packet) {
  CUVIDSOURCEDATAPACKET data{};
  if (packet) {
    data.payload = packet->data;
    data.payload_size = packet->size;
    data.timestamp = packet->pts;
    data.flags = CUVID_PKT_TIMESTAMP;
  } else {
    data.flags = CUVID_PKT_ENDOFSTREAM;
  }
  const CUresult result = driver_.cuvidParseVideoData(parser_, &data);
  if (!failure_.empty()) throw std::runtime_error(failure_);
  driver_.check(result, "cuvidParseVideoData");
}

int CUDAAPI Decoder::onSequence(void *user, CUVIDEOFORMAT *format) {
  auto *self = static_cast<Decoder *>(user);
  return guarded(self->failure_, [&] { return self->create(*format); });
}

int CUDAAPI Decoder::onDecode(void *user, CUVIDPICPARAMS *picture) {
  auto *self = static_cast<Decoder *>(user);
  return guarded(self->failure_, [&] {
    self->driver_.check(self->driver_.cuvidDecodePicture(self->decoder_, picture), "cuvidDecodePicture");
    return 1;
  });
}

int CUDAAPI Decoder::onDisplay(void *user, CUVIDPARSERDISPINFO *display) {
  auto *self = static_cast<Decoder *>(user);
  return guarded(self->failure_, [&] {
    if (display) self->onShow(*display);
    return 1;
  });
}

int Decoder::create(const CUVIDEOFORMAT &format) {
  const int pictures = std::min(32, format.min_num_decode_surfaces + options_.extraPictures);
  if (decoder_) return pictures;
  if (format.chroma_format != cudaVideoChromaFormat_420) throw std::runtime_error("only 4:2:0 is measured");
  const unsigned fullWidth = format.display_area.right - format.display_area.left;
  const unsigned fullHeight = format.display_area.bottom - format.display_area.top;
  width_ = options_.width ? options_.width & ~1U : fullWidth;
  height_ = options_.width ? (fullHeight * width_ / fullWidth) & ~1U : fullHeight;
  bytesPerSample_ = format.bit_depth_luma_minus8 > 0 ? 2 : 1;
  fullRange_ = format.video_signal_description.video_full_range_flag;
  CUVIDDECODECREATEINFO info{};
  info.CodecType = format.codec;
  info.ChromaFormat = format.chroma_format;
  info.bitDepthMinus8 = format.bit_depth_luma_minus8;
  info.OutputFormat = bytesPerSample_ == 2 ? cudaVideoSurfaceFormat_P016 : cudaVideoSurfaceFormat_NV12;
  info.ulWidth = info.ulMaxWidth = format.coded_width;
  info.ulHeight = info.ulMaxHeight = format.coded_height;
  info.ulTargetWidth = width_;
  info.ulTargetHeight = height_;
  info.display_area = {static_cast<short>(format.display_area.left), static_cast<short>(format.display_area.top),
                       static_cast<short>(format.display_area.right), static_cast<short>(format.display_area.bottom)};
  info.ulNumDecodeSurfaces = pictures;
  info.ulNumOutputSurfaces = options_.outputSurfaces;
  info.DeinterlaceMode = cudaVideoDeinterlaceMode_Weave;
  info.ulCreationFlags = cudaVideoCreate_PreferCUVID;
  driver_.check(driver_.cuvidCreateDecoder(&decoder_, &info), "cuvidCreateDecoder");
  if (onReady) onReady();
  return pictures;
}

Decoder::Surface Decoder::map(const CUVIDPARSERDISPINFO &picture, CUstream stream) const {
  CUVIDPROCPARAMS params{};
  params.progressive_frame = picture.progressive_frame;
  params.top_field_first = picture.top_field_first;
  params.unpaired_field = picture.repeat_first_field < 0;
  params.output_stream = stream;
  unsigned long long pointer = 0;
  Surface surface;
  driver_.check(driver_.cuvidMapVideoFrame64(decoder_, picture.picture_index, &pointer, &surface.pitch, &params),
                "cuvidMapVideoFrame");
  surface.pointer = pointer;
  return surface;
}

void Decoder::unmap(const Surface &surface) const {
  driver_.check(driver_.cuvidUnmapVideoFrame64(decoder_, surface.pointer), "cuvidUnmapVideoFrame");
}

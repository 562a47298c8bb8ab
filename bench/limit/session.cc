// See session.h.
#include "session.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "rgb24-parameters.h"

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
}  // namespace

Session::Session(const Driver &driver, CUcontext context, const Options &options)
    : driver_(driver), context_(context), options_(options), source_(options.file) {
  const AVCodecParameters &parameters = source_.output();
  sequenceHeader_.format.seqhdr_data_length =
      std::min<unsigned>(parameters.extradata_size, sizeof sequenceHeader_.raw_seqhdr_data);
  memcpy(sequenceHeader_.raw_seqhdr_data, parameters.extradata, sequenceHeader_.format.seqhdr_data_length);

  CUVIDPARSERPARAMS params{};
  params.CodecType = codecOf(source_);
  params.ulMaxNumDecodeSurfaces = 1;
  params.ulMaxDisplayDelay = options_.displayDelay;
  params.pUserData = this;
  params.pfnSequenceCallback = onSequence;
  params.pfnDecodePicture = onDecode;
  params.pfnDisplayPicture = onDisplay;
  if (sequenceHeader_.format.seqhdr_data_length > 0) params.pExtVideoInfo = &sequenceHeader_;
  driver_.check(driver_.cuvidCreateVideoParser(&parser_, &params), "cuvidCreateVideoParser");
}

Session::~Session() {
  driver_.cuvidDestroyVideoParser(parser_);
  if (stream_) driver_.cuStreamSynchronize(stream_);
  if (decoder_) driver_.cuvidDestroyDecoder(decoder_);
  for (const Output &output : outputs_) {
    driver_.cuEventDestroy_v2(output.done);
    driver_.cuMemFree_v2(output.pointer);
  }
  if (stream_) driver_.cuStreamDestroy_v2(stream_);
}

void Session::run(const std::atomic<bool> &stop) {
  driver_.check(driver_.cuCtxPushCurrent_v2(context_), "cuCtxPushCurrent");
  while (!stop) parse(source_.next());
}

void Session::parse(const AVPacket *packet) {
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

// No exception may pass through the driver's frames: it is kept and thrown by parse().
int CUDAAPI Session::onSequence(void *self, CUVIDEOFORMAT *format) {
  auto *session = static_cast<Session *>(self);
  try {
    return session->createDecoder(*format);
  } catch (const std::exception &error) {
    session->failure_ = error.what();
    return 0;
  }
}

int CUDAAPI Session::onDecode(void *self, CUVIDPICPARAMS *picture) {
  auto *session = static_cast<Session *>(self);
  try {
    session->driver_.check(session->driver_.cuvidDecodePicture(session->decoder_, picture), "cuvidDecodePicture");
    return 1;
  } catch (const std::exception &error) {
    session->failure_ = error.what();
    return 0;
  }
}

int CUDAAPI Session::onDisplay(void *self, CUVIDPARSERDISPINFO *display) {
  auto *session = static_cast<Session *>(self);
  if (!display) return 1;
  try {
    session->show(*display);
    session->frames++;
    return 1;
  } catch (const std::exception &error) {
    session->failure_ = error.what();
    return 0;
  }
}

int Session::createDecoder(const CUVIDEOFORMAT &format) {
  const int pictures = std::min(32, format.min_num_decode_surfaces + options_.extraPictures);
  if (decoder_) return pictures;
  if (format.chroma_format != cudaVideoChromaFormat_420 || format.bit_depth_luma_minus8 != 0) {
    throw std::runtime_error("only 8-bit 4:2:0 is measured");
  }
  width_ = format.display_area.right - format.display_area.left;
  height_ = format.display_area.bottom - format.display_area.top;
  fullRange_ = format.video_signal_description.video_full_range_flag;
  CUVIDDECODECREATEINFO info{};
  info.CodecType = format.codec;
  info.ChromaFormat = format.chroma_format;
  info.OutputFormat = cudaVideoSurfaceFormat_NV12;
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
  createOutputs();
  return pictures;
}

void Session::createOutputs() {
  constexpr unsigned nonBlocking = 1, withoutTiming = 2;
  driver_.check(driver_.cuStreamCreate(&stream_, nonBlocking), "cuStreamCreate");
  if (options_.mode == Mode::rgb24) {
    CUmodule module;
    driver_.check(driver_.cuModuleLoad(&module, options_.kernel.c_str()), "cuModuleLoad");
    driver_.check(driver_.cuModuleGetFunction(&kernel_, module, "nv12_to_rgb24"), "cuModuleGetFunction");
  }
  outputs_.resize(options_.outputBuffers);
  for (Output &output : outputs_) {
    driver_.check(driver_.cuMemAlloc_v2(&output.pointer, size_t{3} * width_ * height_), "cuMemAlloc");
    driver_.check(driver_.cuEventCreate(&output.done, withoutTiming), "cuEventCreate");
  }
}

void Session::show(const CUVIDPARSERDISPINFO &display) {
  if (options_.mode == Mode::decode) return;
  CUVIDPROCPARAMS params{};
  params.progressive_frame = display.progressive_frame;
  params.top_field_first = display.top_field_first;
  params.unpaired_field = display.repeat_first_field < 0;
  params.output_stream = stream_;
  unsigned long long surface = 0;
  unsigned pitch = 0;
  driver_.check(driver_.cuvidMapVideoFrame64(decoder_, display.picture_index, &surface, &pitch, &params), "cuvidMapVideoFrame");
  if (options_.mode != Mode::map) {
    Output &output = outputs_[next_++ % outputs_.size()];
    if (output.pending) driver_.check(driver_.cuEventSynchronize(output.done), "cuEventSynchronize");
    if (options_.mode == Mode::nv12) copyNv12(surface, pitch, output);
    if (options_.mode == Mode::rgb24) convertRgb24(surface, pitch, output);
    driver_.check(driver_.cuEventRecord(output.done, stream_), "cuEventRecord");
    output.pending = true;
  }
  driver_.check(driver_.cuvidUnmapVideoFrame64(decoder_, surface), "cuvidUnmapVideoFrame");
}

void Session::copyNv12(CUdeviceptr surface, unsigned pitch, const Output &output) {
  CUDA_MEMCPY2D copy{};
  copy.srcMemoryType = copy.dstMemoryType = CU_MEMORYTYPE_DEVICE;
  copy.srcDevice = surface;
  copy.srcPitch = pitch;
  copy.dstDevice = output.pointer;
  copy.dstPitch = copy.WidthInBytes = (width_ + 1) & ~1U;
  // Chroma begins after an even number of luma rows, so both planes are one copy.
  copy.Height = ((height_ + 1) & ~1U) + (height_ + 1) / 2;
  driver_.check(driver_.cuMemcpy2DAsync_v2(&copy, stream_), "cuMemcpy2DAsync");
}

void Session::convertRgb24(CUdeviceptr surface, unsigned pitch, const Output &output) {
  Rgb24Parameters params = rgb24Parameters(surface, pitch, output.pointer, width_, height_, fullRange_);
  void *arguments[] = {&params};
  const Rgb24Grid grid = rgb24Grid(width_, height_);
  driver_.check(driver_.cuLaunchKernel(kernel_, grid.blocksX, grid.blocksY, 1, grid.threadsX, grid.threadsY, 1, 0, stream_,
                                       arguments, nullptr),
                "cuLaunchKernel");
}

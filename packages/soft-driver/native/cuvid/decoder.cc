#include "cuvid/decoder.h"

#include "common/cuda_calls.h"
#include "cuda/failure.h"

namespace nvcodec::soft {

namespace {

unsigned inMacroblocks(unsigned pixels) { return (pixels + 15) / 16; }

// Whether a decoder with these settings is made for the picture.
bool fits(const DecoderSettings &settings, const Picture &picture) {
  return picture.codec == settings.codec && picture.samples.chroma == settings.chroma &&
         static_cast<unsigned>(picture.samples.bitDepth) == settings.bitDepth &&
         inMacroblocks(picture.codedWidth) == inMacroblocks(settings.codedWidth) &&
         inMacroblocks(picture.codedHeight) == inMacroblocks(settings.codedHeight);
}

MapRequest requestOf(const CUVIDPROCPARAMS &parameters) {
  return {parameters.progressive_frame != 0, parameters.top_field_first != 0, parameters.second_field != 0,
          parameters.unpaired_field != 0};
}

// A surface that is put off until it is read. It holds what it needs, so that slots may be decoded into and surfaces
// unmapped before that.
DeferredRows deferred(SurfaceJob job, const Surface &surface) {
  const SurfaceLayout &layout = job.settings.layout;
  DeferredRows rows{layout.bytes() / layout.pitchBytes, layout.width * layout.sampleBytes(), layout.pitchBytes, {}, {}};
  if (isCopy(job)) {
    rows.copy = [job](size_t first, size_t count, unsigned char *to, size_t toPitchBytes) {
      copySurfaceRows(job, first, count, to, toPitchBytes);
    };
  }
  const auto bytes = reinterpret_cast<uint8_t *>(surface.pointer);
  rows.write = [job = std::move(job), scaler = surface.scaler, bytes] {
    try {
      postProcess(job, scaler.get(), bytes);
    } catch (...) {
      // Out of memory, or a size libswscale refuses: there is nobody to tell on this thread, and the surface keeps
      // what it had.
    }
  };
  return rows;
}

}  // namespace

Decoder::Decoder(const DecoderSettings &settings)
    : settings_(settings),
      slots_(settings.decodeSurfaces),
      surfaces_(std::make_unique<SurfacePool>(settings.output.layout, settings.outputSurfaces)) {
  nvcodecSoftCtxGetCurrent(&context_);
}

Decoder::~Decoder() {
  // The surfaces go back to the context they came from, whichever is current here; one that is gone took them along.
  const bool pushed = nvcodecSoftCtxPushCurrent(context_) == CUDA_SUCCESS;
  surfaces_.reset();
  if (pushed) nvcodecSoftCtxPopCurrent(nullptr);
}

const Decoder::Slot &Decoder::slotAt(int slot) const {
  require(slot >= 0 && static_cast<size_t>(slot) < slots_.size(), CUDA_ERROR_INVALID_VALUE);
  return slots_[static_cast<size_t>(slot)];
}

void Decoder::decode(const CUVIDPICPARAMS &parameters) {
  PicturePtr picture = decodedPicture(parameters);
  require(picture != nullptr, CUDA_ERROR_INVALID_VALUE);
  const std::lock_guard lock(mutex_);
  slotAt(parameters.CurrPicIdx);
  require(fits(settings_, *picture), CUDA_ERROR_INVALID_VALUE);
  const bool compares = settings_.output.deinterlace == cudaVideoDeinterlaceMode_Adaptive;
  Slot &slot = slots_[static_cast<size_t>(parameters.CurrPicIdx)];
  slot.previous = compares ? lastDecoded_ : nullptr;
  slot.picture = picture;
  if (compares) lastDecoded_ = std::move(picture);
}

MappedSurface Decoder::map(int slotIndex, const CUVIDPROCPARAMS &parameters) {
  const std::lock_guard lock(mutex_);
  const Slot &slot = slotAt(slotIndex);
  require(slot.picture != nullptr, CUDA_ERROR_INVALID_VALUE);
  const Surface &surface = surfaces_->map();
  SurfaceJob job{settings_.output, requestOf(parameters), slot.picture, slot.previous};
  const CUresult result = nvcodecSoftDefer(parameters.output_stream, surface.pointer, deferred(std::move(job), surface));
  if (result == CUDA_SUCCESS) return {surface.pointer, settings_.output.layout.pitchBytes};
  surfaces_->unmap(surface.pointer);
  throw Failure{result};
}

void Decoder::unmap(CUdeviceptr pointer) {
  const std::lock_guard lock(mutex_);
  require(surfaces_->unmap(pointer), CUDA_ERROR_INVALID_VALUE);
}

cuvidDecodeStatus Decoder::status(int slot) const {
  const std::lock_guard lock(mutex_);
  const PicturePtr &picture = slotAt(slot).picture;
  return picture == nullptr ? cuvidDecodeStatus_Invalid : picture->status;
}

void Decoder::reconfigure(const CUVIDRECONFIGUREDECODERINFO &info) {
  const std::lock_guard lock(mutex_);
  const DecoderSettings settings = reconfigured(settings_, info);
  const SurfaceLayout &before = settings_.output.layout;
  const SurfaceLayout &after = settings.output.layout;
  if (before.width != after.width || before.height != after.height) {
    // Mapped surfaces are of the old size and in the caller's hands.
    require(!surfaces_->anyMapped(), CUDA_ERROR_INVALID_VALUE);
    surfaces_ = std::make_unique<SurfacePool>(after, settings.outputSurfaces);
  }
  settings_ = settings;
  slots_.assign(settings.decodeSurfaces, Slot{});
  lastDecoded_ = nullptr;
}

}  // namespace nvcodec::soft

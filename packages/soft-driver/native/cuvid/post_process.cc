#include "cuvid/post_process.h"

#include "cuvid/deinterlace.h"
#include "cuvid/surface_writer.h"

namespace nvcodec::soft {

namespace {

bool showsField(const SurfaceJob &job) {
  return !job.request.progressive && job.settings.deinterlace != cudaVideoDeinterlaceMode_Weave;
}

// The frame to show of an interlaced picture, or null where the picture is shown as it is.
FramePtr fieldFrame(const SurfaceJob &job) {
  if (!showsField(job)) return nullptr;
  const auto &[settings, request, picture, previous] = job;
  // An unpaired field has no second one to show.
  const bool second = request.secondField && !request.unpairedField;
  const Field field = request.topFieldFirst != second ? Field::top : Field::bottom;
  const ImageView image = viewOf(*picture->frame, picture->samples);
  const bool compare = settings.deinterlace == cudaVideoDeinterlaceMode_Adaptive && previous != nullptr &&
                       !request.unpairedField;
  if (!compare) return deinterlace(image, nullptr, field);
  const ImageView before = viewOf(*previous->frame, previous->samples);
  return deinterlace(image, &before, field);
}

bool scales(const PostProcess &settings) {
  return settings.source.width() != settings.target.width() || settings.source.height() != settings.target.height();
}

bool fillsSurface(const PostProcess &settings) {
  return settings.target.left == 0 && settings.target.top == 0 &&
         settings.target.right == static_cast<int>(settings.layout.width) &&
         settings.target.bottom == static_cast<int>(settings.layout.height);
}

}  // namespace

void postProcess(const SurfaceJob &job, Scaler *scaler, uint8_t *surface) {
  const PostProcess &settings = job.settings;
  const Picture &picture = *job.picture;
  const FramePtr field = fieldFrame(job);
  const ImageView image = crop(viewOf(field ? *field : *picture.frame, picture.samples), settings.source);
  if (!fillsSurface(settings)) fillBlack(settings.layout, surface);
  const Rect &target = settings.target;
  if (!scales(settings)) {
    writeImage(image, settings.layout, target, surface);
    return;
  }
  const FramePtr scaled = scaler->scale(image, target.width(), target.height());
  writeImage(viewOf(*scaled, picture.samples), settings.layout, target, surface);
}

bool isCopy(const SurfaceJob &job) {
  const SurfaceLayout &layout = job.settings.layout;
  return !showsField(job) && !scales(job.settings) && fillsSurface(job.settings) && layout.width % 2 == 0 &&
         layout.height % 2 == 0;
}

void copySurfaceRows(const SurfaceJob &job, size_t first, size_t count, uint8_t *to, size_t toPitchBytes) {
  const ImageView image = crop(viewOf(*job.picture->frame, job.picture->samples), job.settings.source);
  copyRows(image, job.settings.layout, first, count, to, toPitchBytes);
}

}  // namespace nvcodec::soft

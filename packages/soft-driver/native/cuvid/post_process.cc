#include "cuvid/post_process.h"

#include "cuvid/deinterlace.h"
#include "cuvid/surface_writer.h"

namespace nvcodec::soft {

namespace {

// The frame to show of an interlaced picture, or null where the picture is shown as it is.
FramePtr fieldFrame(const PostProcess &settings, const MapRequest &request, const Picture &picture,
                    const Picture *previous) {
  if (request.progressive || settings.deinterlace == cudaVideoDeinterlaceMode_Weave) return nullptr;
  // An unpaired field has no second one to show.
  const bool second = request.secondField && !request.unpairedField;
  const Field field = request.topFieldFirst != second ? Field::top : Field::bottom;
  const ImageView image = viewOf(*picture.frame, picture.samples);
  const bool compare = settings.deinterlace == cudaVideoDeinterlaceMode_Adaptive && previous != nullptr &&
                       !request.unpairedField;
  if (!compare) return deinterlace(image, nullptr, field);
  const ImageView before = viewOf(*previous->frame, previous->samples);
  return deinterlace(image, &before, field);
}

bool fillsSurface(const PostProcess &settings) {
  return settings.target.left == 0 && settings.target.top == 0 &&
         settings.target.right == static_cast<int>(settings.layout.width) &&
         settings.target.bottom == static_cast<int>(settings.layout.height);
}

}  // namespace

void postProcess(const PostProcess &settings, const MapRequest &request, const Picture &picture,
                 const Picture *previous, Scaler *scaler, uint8_t *surface) {
  const FramePtr field = fieldFrame(settings, request, picture, previous);
  const ImageView image = crop(viewOf(field ? *field : *picture.frame, picture.samples), settings.source);
  if (!fillsSurface(settings)) fillBlack(settings.layout, surface);
  const Rect &target = settings.target;
  if (settings.source.width() == target.width() && settings.source.height() == target.height()) {
    writeImage(image, settings.layout, target, surface);
    return;
  }
  const FramePtr scaled = scaler->scale(image, target.width(), target.height());
  writeImage(viewOf(*scaled, picture.samples), settings.layout, target, surface);
}

}  // namespace nvcodec::soft

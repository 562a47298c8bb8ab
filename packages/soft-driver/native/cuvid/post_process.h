// What a decoder's video post-processor does to a picture on its way into a surface: deinterlace, crop, scale, place.
#pragma once

#include "cuvid/image_view.h"
#include "cuvid/picture.h"
#include "cuvid/scale.h"
#include "cuvid/surface_layout.h"

namespace nvcodec::soft {

struct PostProcess {
  Rect source;  // in the coded picture
  Rect target;  // in the surface; the rest of it is black
  SurfaceLayout layout;
  cudaVideoDeinterlaceMode deinterlace;
};

// How one call of cuvidMapVideoFrame wants its picture: CUVIDPROCPARAMS as far as it concerns the samples.
struct MapRequest {
  bool progressive;
  bool topFieldFirst;
  bool secondField;
  bool unpairedField;
};

// `previous` is the picture shown before, which adaptive deinterlacing compares with; null where there is none.
void postProcess(const PostProcess &settings, const MapRequest &request, const Picture &picture,
                 const Picture *previous, Scaler *scaler, uint8_t *surface);

}  // namespace nvcodec::soft

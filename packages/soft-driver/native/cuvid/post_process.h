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

// One picture on its way into a surface. `previous` is the picture shown before, which adaptive deinterlacing compares with; null where there is none.
struct SurfaceJob {
  PostProcess settings;
  MapRequest request;
  PicturePtr picture;
  PicturePtr previous;
};

// Writes the surface.
void postProcess(const SurfaceJob &job, Scaler *scaler, uint8_t *surface);

// Whether each row of the surface is samples of the picture, as `copyRows` (surface_writer.h) has them.
bool isCopy(const SurfaceJob &job);

// Writes rows of the surface elsewhere: `isCopy` holds.
void copySurfaceRows(const SurfaceJob &job, size_t first, size_t count, uint8_t *to, size_t toPitchBytes);

}  // namespace nvcodec::soft

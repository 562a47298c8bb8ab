// Makes a frame of one field: what cudaVideoDeinterlaceMode_Bob and _Adaptive ask for.
#pragma once

#include "cuvid/image_view.h"

namespace nvcodec::soft {

enum class Field { top, bottom };

// A new frame that keeps the rows of `field` of `image`. The other rows are, without `previous`, the mean of their
// neighbours (bob); with it, rows of the other field of `image` where the picture stands still against `previous`,
// the picture shown before, and the mean of their neighbours where it moves (adaptive).
FramePtr deinterlace(const ImageView &image, const ImageView *previous, Field field);

}  // namespace nvcodec::soft

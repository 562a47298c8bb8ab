// Writes planar samples into a surface: bit-exact, in one pass.
#pragma once

#include "cuvid/image_view.h"
#include "cuvid/surface_layout.h"

namespace nvcodec::soft {

// Puts `image` into `target` of the surface. 16-bit surfaces hold the samples at the most significant end, 8-bit ones
// the 8 most significant bits. Where the target is larger than the image, its last column and row are repeated (the
// padding of odd sizes); where the image has no chroma, 128 stands for it.
void writeImage(const ImageView &image, const SurfaceLayout &layout, const Rect &target, uint8_t *surface);

// The same rows as `writeImage` writes for an image that fills a surface of even width and height, some at a time and
// elsewhere: `count` from `first` on, luma and then chroma, past the cache to `to`.
void copyRows(const ImageView &image, const SurfaceLayout &layout, size_t first, size_t count, uint8_t *to,
              size_t toPitchBytes);

// Makes the whole surface black: Y 16, Cb and Cr 128 of 8 bits.
void fillBlack(const SurfaceLayout &layout, uint8_t *surface);

}  // namespace nvcodec::soft

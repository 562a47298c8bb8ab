// From libavformat's names to NVCUVID's.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
}

#include "cuvid/cuvid_types.h"

// Throws std::runtime_error for a codec that NVCUVID does not have.
cudaVideoCodec codecOf(AVCodecID id);

// The surface format that holds the pictures of a sequence without loss.
cudaVideoSurfaceFormat naturalSurface(const CUVIDEOFORMAT &format);

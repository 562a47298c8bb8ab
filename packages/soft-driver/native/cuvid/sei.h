// Supplemental enhancement information, for the SEI callback: the messages of an access unit, as bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "cuvid/cuvid_types.h"

namespace nvcodec::soft {

struct SeiMessages {
  std::vector<CUSEIMESSAGE> messages;
  std::vector<uint8_t> payloads;  // one after the other, emulation prevention removed
};

// The messages of an Annex B access unit of H.264 or HEVC, as NVIDIA's parser tells them: mastering display and content
// light level as SEIMASTERINGDISPLAYINFO and SEICONTENTLIGHTLEVELINFO, in this machine's byte order, the others as
// they lie in the stream. Or the metadata OBUs of an AV1 temporal unit, with metadata_type in the place of the payload
// type; none for other codecs.
SeiMessages readSei(cudaVideoCodec codec, const uint8_t *data, size_t size);

}  // namespace nvcodec::soft

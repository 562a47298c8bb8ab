// What a header says of encryption.
#pragma once

#include "stream_side_data.h"

namespace nvcodec {

// Common encryption keeps the sample entry's tag; Matroska says it by a key id.
inline bool declaresEncryption(const AVStream& stream) {
  const uint32_t tag = stream.codecpar->codec_tag;
  return tag == MKTAG('e', 'n', 'c', 'v') || tag == MKTAG('e', 'n', 'c', 'a') ||
         streamSideData(stream, AV_PKT_DATA_ENCRYPTION_INIT_INFO, 1) != nullptr ||
         av_dict_get(stream.metadata, "enc_key_id", nullptr, 0) != nullptr;
}

}  // namespace nvcodec

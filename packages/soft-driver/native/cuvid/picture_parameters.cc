#include "cuvid/picture_parameters.h"

#include "cuvid/annexb.h"

namespace nvcodec::soft {

namespace {

// Whether the first coded slice says that other pictures may refer to this one.
bool isReference(const Picture &picture, const AVPacket *packet) {
  const bool guess = picture.frame->pict_type != AV_PICTURE_TYPE_B;
  if (packet == nullptr) return guess;
  size_t at = 0;
  NalUnit unit{};
  while (nextNalUnit(packet->data, static_cast<size_t>(packet->size), &at, &unit)) {
    if (picture.codec == cudaVideoCodec_H264) {
      const int type = unit.data[0] & 31;
      if (type >= 1 && type <= 5) return ((unit.data[0] >> 5) & 3) != 0;  // nal_ref_idc
    } else {
      const int type = (unit.data[0] >> 1) & 63;
      if (type < 32) return type > 14 || type % 2 == 1;  // H.265, table 7-1: even numbers up to 14 end in _N
    }
  }
  return guess;
}

bool hasNalUnits(cudaVideoCodec codec) { return codec == cudaVideoCodec_H264 || codec == cudaVideoCodec_HEVC; }

}  // namespace

void describePicture(const Picture &picture, const AVPacket *packet, int slot, CUVIDPICPARAMS *parameters) {
  static constexpr unsigned kFirstSlice[] = {0};
  *parameters = {};
  parameters->PicWidthInMbs = static_cast<int>((picture.codedWidth + 15) / 16);
  parameters->FrameHeightInMbs = static_cast<int>((picture.codedHeight + 15) / 16);
  parameters->CurrPicIdx = slot;
  if (packet != nullptr) {
    parameters->nBitstreamDataLen = static_cast<unsigned>(packet->size);
    parameters->pBitstreamData = packet->data;
    parameters->nNumSlices = 1;
    parameters->pSliceDataOffsets = kFirstSlice;
  }
  parameters->intra_pic_flag = picture.frame->pict_type == AV_PICTURE_TYPE_I ? 1 : 0;
  parameters->ref_pic_flag = isReference(picture, hasNalUnits(picture.codec) ? packet : nullptr) ? 1 : 0;
}

}  // namespace nvcodec::soft

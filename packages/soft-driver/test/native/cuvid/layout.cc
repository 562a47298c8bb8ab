// Prints the layout of the ABI's structures; built twice, it prints that of NVIDIA's headers the second time.
#include <cstddef>
#include <cstdio>

#ifdef WITH_NVIDIA_HEADERS
#include <ffnvcodec/dynlink_cuda.h>
#include <ffnvcodec/dynlink_nvcuvid.h>
#else
#include "cuvid/cuvid_types.h"
void printLayout();
#endif

#define SIZE(type) std::printf(#type " %zu\n", sizeof(type))
#define FIELD(type, field) std::printf(#type "." #field " %zu %zu\n", offsetof(type, field), sizeof(type::field))

namespace {

void printDecoderStructures() {
  SIZE(CUVIDDECODECAPS);
  FIELD(CUVIDDECODECAPS, nBitDepthMinus8);
  FIELD(CUVIDDECODECAPS, bIsSupported);
  FIELD(CUVIDDECODECAPS, nNumNVDECs);
  FIELD(CUVIDDECODECAPS, nOutputFormatMask);
  FIELD(CUVIDDECODECAPS, nMaxWidth);
  FIELD(CUVIDDECODECAPS, nMaxMBCount);
  FIELD(CUVIDDECODECAPS, nMinHeight);
  FIELD(CUVIDDECODECAPS, nMaxHistogramBins);
  SIZE(CUVIDDECODECREATEINFO);
  FIELD(CUVIDDECODECREATEINFO, ulNumDecodeSurfaces);
  FIELD(CUVIDDECODECREATEINFO, CodecType);
  FIELD(CUVIDDECODECREATEINFO, bitDepthMinus8);
  FIELD(CUVIDDECODECREATEINFO, ulMaxHeight);
  FIELD(CUVIDDECODECREATEINFO, display_area);
  FIELD(CUVIDDECODECREATEINFO, OutputFormat);
  FIELD(CUVIDDECODECREATEINFO, ulTargetWidth);
  FIELD(CUVIDDECODECREATEINFO, ulNumOutputSurfaces);
  FIELD(CUVIDDECODECREATEINFO, vidLock);
  FIELD(CUVIDDECODECREATEINFO, target_rect);
  FIELD(CUVIDDECODECREATEINFO, enableHistogram);
  SIZE(CUVIDRECONFIGUREDECODERINFO);
  FIELD(CUVIDRECONFIGUREDECODERINFO, ulNumDecodeSurfaces);
  FIELD(CUVIDRECONFIGUREDECODERINFO, display_area);
  FIELD(CUVIDRECONFIGUREDECODERINFO, target_rect);
  SIZE(CUVIDPICPARAMS);
  FIELD(CUVIDPICPARAMS, CurrPicIdx);
  FIELD(CUVIDPICPARAMS, nBitstreamDataLen);
  FIELD(CUVIDPICPARAMS, pBitstreamData);
  FIELD(CUVIDPICPARAMS, pSliceDataOffsets);
  FIELD(CUVIDPICPARAMS, intra_pic_flag);
  FIELD(CUVIDPICPARAMS, Reserved);
  SIZE(CUVIDPROCPARAMS);
  FIELD(CUVIDPROCPARAMS, unpaired_field);
  FIELD(CUVIDPROCPARAMS, raw_output_dptr);
  FIELD(CUVIDPROCPARAMS, output_stream);
  FIELD(CUVIDPROCPARAMS, histogram_dptr);
  SIZE(CUVIDGETDECODESTATUS);
}

void printParserStructures() {
  SIZE(CUVIDEOFORMAT);
  FIELD(CUVIDEOFORMAT, frame_rate);
  FIELD(CUVIDEOFORMAT, progressive_sequence);
  FIELD(CUVIDEOFORMAT, min_num_decode_surfaces);
  FIELD(CUVIDEOFORMAT, coded_width);
  FIELD(CUVIDEOFORMAT, display_area);
  FIELD(CUVIDEOFORMAT, chroma_format);
  FIELD(CUVIDEOFORMAT, display_aspect_ratio);
  FIELD(CUVIDEOFORMAT, video_signal_description);
  FIELD(CUVIDEOFORMAT, seqhdr_data_length);
  SIZE(CUVIDEOFORMATEX);
  FIELD(CUVIDEOFORMATEX, raw_seqhdr_data);
  SIZE(CUVIDOPERATINGPOINTINFO);
  FIELD(CUVIDOPERATINGPOINTINFO, av1.operating_points_idc);
  SIZE(CUVIDSOURCEDATAPACKET);
  FIELD(CUVIDSOURCEDATAPACKET, payload);
  FIELD(CUVIDSOURCEDATAPACKET, timestamp);
  SIZE(CUVIDPARSERDISPINFO);
  FIELD(CUVIDPARSERDISPINFO, timestamp);
  SIZE(CUVIDPARSERPARAMS);
  FIELD(CUVIDPARSERPARAMS, ulMaxDisplayDelay);
  FIELD(CUVIDPARSERPARAMS, uReserved1);
  FIELD(CUVIDPARSERPARAMS, pUserData);
  FIELD(CUVIDPARSERPARAMS, pfnGetOperatingPoint);
  FIELD(CUVIDPARSERPARAMS, pExtVideoInfo);
}

}  // namespace

#ifdef WITH_NVIDIA_HEADERS
int main() {
#else
void printLayout() {
#endif
  printDecoderStructures();
  printParserStructures();
#ifdef WITH_NVIDIA_HEADERS
  return 0;
#endif
}

// The structures of the NVCUVID API (NVIDIA Video Codec SDK, "NVDECODE API Programming Guide"), written down
// here so that a machine without NVIDIA's headers can build the stand-in. Sizes and offsets are part of NVIDIA's
// frozen ABI; test/native/cuvid/layout.cc prints them for comparison with the real headers.
#pragma once

#include "cuda/cuda_types.h"
#include "cuvid/cuvid_enums.h"

using CUvideodecoder = void *;
using CUvideoparser = void *;
using CUvideosource = void *;
using CUvideoctxlock = struct _CUcontextlock_st *;
using CUvideotimestamp = long long;

// A rectangle in pixels; right and bottom are exclusive.
struct CuvidRect {
  short left;
  short top;
  short right;
  short bottom;
};

struct CUVIDDECODECAPS {
  cudaVideoCodec eCodecType;
  cudaVideoChromaFormat eChromaFormat;
  unsigned nBitDepthMinus8;
  unsigned reserved1[3];
  unsigned char bIsSupported;
  unsigned char nNumNVDECs;
  unsigned short nOutputFormatMask;
  unsigned nMaxWidth;
  unsigned nMaxHeight;
  unsigned nMaxMBCount;
  unsigned short nMinWidth;
  unsigned short nMinHeight;
  unsigned char bIsHistogramSupported;
  unsigned char nCounterBitDepth;
  unsigned short nMaxHistogramBins;
  unsigned reserved3[10];
};

struct CUVIDDECODECREATEINFO {
  unsigned long ulWidth;
  unsigned long ulHeight;
  unsigned long ulNumDecodeSurfaces;
  cudaVideoCodec CodecType;
  cudaVideoChromaFormat ChromaFormat;
  unsigned long ulCreationFlags;
  unsigned long bitDepthMinus8;
  unsigned long ulIntraDecodeOnly;
  unsigned long ulMaxWidth;
  unsigned long ulMaxHeight;
  unsigned long Reserved1;
  CuvidRect display_area;
  cudaVideoSurfaceFormat OutputFormat;
  cudaVideoDeinterlaceMode DeinterlaceMode;
  unsigned long ulTargetWidth;
  unsigned long ulTargetHeight;
  unsigned long ulNumOutputSurfaces;
  CUvideoctxlock vidLock;
  CuvidRect target_rect;
  unsigned long enableHistogram;
  unsigned long Reserved2[4];
};

struct CUVIDRECONFIGUREDECODERINFO {
  unsigned ulWidth;
  unsigned ulHeight;
  unsigned ulTargetWidth;
  unsigned ulTargetHeight;
  unsigned ulNumDecodeSurfaces;
  unsigned reserved1[12];
  CuvidRect display_area;
  CuvidRect target_rect;
  unsigned reserved2[11];
};

// The codec's own parameters are 4096 bytes that this driver leaves zero: nothing of it reads them.
struct CUVIDPICPARAMS {
  int PicWidthInMbs;
  int FrameHeightInMbs;
  int CurrPicIdx;
  int field_pic_flag;
  int bottom_field_flag;
  int second_field;
  unsigned nBitstreamDataLen;
  const unsigned char *pBitstreamData;
  unsigned nNumSlices;
  const unsigned *pSliceDataOffsets;
  int ref_pic_flag;
  int intra_pic_flag;
  unsigned Reserved[30];
  alignas(8) unsigned CodecReserved[1024];
};

struct CUVIDPROCPARAMS {
  int progressive_frame;
  int second_field;
  int top_field_first;
  int unpaired_field;
  unsigned reserved_flags;
  unsigned reserved_zero;
  unsigned long long raw_input_dptr;
  unsigned raw_input_pitch;
  unsigned raw_input_format;
  unsigned long long raw_output_dptr;
  unsigned raw_output_pitch;
  unsigned Reserved1;
  CUstream output_stream;
  unsigned Reserved[46];
  unsigned long long *histogram_dptr;
  void *Reserved2[1];
};

struct CUVIDGETDECODESTATUS {
  cuvidDecodeStatus decodeStatus;
  unsigned reserved[31];
  void *pReserved[8];
};

struct CUVIDEOFORMAT {
  cudaVideoCodec codec;
  struct {
    unsigned numerator;
    unsigned denominator;
  } frame_rate;
  unsigned char progressive_sequence;
  unsigned char bit_depth_luma_minus8;
  unsigned char bit_depth_chroma_minus8;
  unsigned char min_num_decode_surfaces;
  unsigned coded_width;
  unsigned coded_height;
  struct {
    int left;
    int top;
    int right;
    int bottom;
  } display_area;
  cudaVideoChromaFormat chroma_format;
  unsigned bitrate;
  struct {
    int x;
    int y;
  } display_aspect_ratio;
  struct {
    unsigned char video_format : 3;
    unsigned char video_full_range_flag : 1;
    unsigned char reserved_zero_bits : 4;
    unsigned char color_primaries;
    unsigned char transfer_characteristics;
    unsigned char matrix_coefficients;
  } video_signal_description;
  unsigned seqhdr_data_length;
};

struct CUVIDEOFORMATEX {
  CUVIDEOFORMAT format;
  unsigned char raw_seqhdr_data[1024];
};

struct CUVIDOPERATINGPOINTINFO {
  cudaVideoCodec codec;
  union {
    struct {
      unsigned char operating_points_cnt;
      unsigned char reserved24_bits[3];
      unsigned short operating_points_idc[32];
    } av1;
    unsigned char CodecReserved[1024];
  };
};

struct CUSEIMESSAGE {
  unsigned char sei_message_type;
  unsigned char reserved[3];
  unsigned sei_message_size;
};

struct CUVIDSEIMESSAGEINFO {
  void *pSEIData;
  CUSEIMESSAGE *pSEIMessage;
  unsigned sei_message_count;
  unsigned picIdx;
};

struct CUVIDSOURCEDATAPACKET {
  unsigned long flags;
  unsigned long payload_size;
  const unsigned char *payload;
  CUvideotimestamp timestamp;
};

struct CUVIDPARSERDISPINFO {
  int picture_index;
  int progressive_frame;
  int top_field_first;
  int repeat_first_field;
  CUvideotimestamp timestamp;
};

using PFNVIDSEQUENCECALLBACK = int (*)(void *, CUVIDEOFORMAT *);
using PFNVIDDECODECALLBACK = int (*)(void *, CUVIDPICPARAMS *);
using PFNVIDDISPLAYCALLBACK = int (*)(void *, CUVIDPARSERDISPINFO *);
using PFNVIDOPPOINTCALLBACK = int (*)(void *, CUVIDOPERATINGPOINTINFO *);
using PFNVIDSEIMSGCALLBACK = int (*)(void *, CUVIDSEIMESSAGEINFO *);

struct CUVIDPARSERPARAMS {
  cudaVideoCodec CodecType;
  unsigned ulMaxNumDecodeSurfaces;
  unsigned ulClockRate;
  unsigned ulErrorThreshold;
  unsigned ulMaxDisplayDelay;
  unsigned bAnnexb : 1;
  unsigned bMemoryOptimize : 1;
  unsigned uReserved : 30;
  unsigned uReserved1[4];
  void *pUserData;
  PFNVIDSEQUENCECALLBACK pfnSequenceCallback;
  PFNVIDDECODECALLBACK pfnDecodePicture;
  PFNVIDDISPLAYCALLBACK pfnDisplayPicture;
  PFNVIDOPPOINTCALLBACK pfnGetOperatingPoint;
  PFNVIDSEIMSGCALLBACK pfnGetSEIMsg;
  void *pvReserved2[5];
  CUVIDEOFORMATEX *pExtVideoInfo;
};

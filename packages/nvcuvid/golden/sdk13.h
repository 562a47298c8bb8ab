/*
 * The structs of Video Codec SDK 13.0 on top of older headers.
 *
 * Debian's libffmpeg-nvenc-dev is at 11.1 or 12.1. What later SDKs added lies inside space that these reserve, so it is declared here as
 * overlays: SDK13_<struct> begins with `before`, the bytes up to the first changed field, and goes on with the fields as SDK 13 has them.
 * An overlay without `before` replaces the struct. With SDK 13 headers the overlays are the real structs, and the same checks hold them to
 * NVIDIA's own declaration.
 */
#ifndef NVCODEC_SDK13_H
#define NVCODEC_SDK13_H

#include <stddef.h>

/* What the NVCUVID headers expect from cuda.h. */
#define CUDAAPI
typedef int CUresult;
typedef unsigned long long CUdeviceptr;
typedef struct CUctx_st *CUcontext;
typedef struct CUstream_st *CUstream;

#include <ffnvcodec/dynlink_nvcuvid.h>

#if NVDECAPI_MAJOR_VERSION < 12

typedef struct {
  unsigned int time_offset_value;
  unsigned short n_frames;
  unsigned char clock_timestamp_flag, units_field_based_flag, counting_type, full_timestamp_flag, discontinuity_flag, cnt_dropped_flag;
  unsigned char seconds_value, minutes_value, hours_value, seconds_flag, minutes_flag, hours_flag, time_offset_length, reserved;
} TIMECODESET;

typedef struct {
  TIMECODESET time_code_set[3];
  unsigned char num_clock_ts;
} TIMECODE;

typedef struct {
  unsigned char sei_message_type;
  unsigned char reserved[3];
  unsigned int sei_message_size;
} CUSEIMESSAGE;

typedef struct {
  void *pSEIData;
  CUSEIMESSAGE *pSEIMessage;
  unsigned int sei_message_count;
  unsigned int picIdx;
} CUVIDSEIMESSAGEINFO;

#elif NVDECAPI_MAJOR_VERSION < 13

/* SDK 13 names these without the prefix. */
typedef HEVCTIMECODESET TIMECODESET;
typedef HEVCSEITIMECODE TIMECODE;

#endif

#if NVDECAPI_MAJOR_VERSION < 13

enum { cudaVideoSurfaceFormat_NV16 = 4, cudaVideoSurfaceFormat_P216 = 5 };

typedef struct {
  unsigned char drop_frame_flag, time_code_hours, time_code_minutes, marker_bit, time_code_seconds, time_code_pictures;
} TIMECODEMPEG2;

typedef struct {
  unsigned short display_primaries_x[3];
  unsigned short display_primaries_y[3];
  unsigned short white_point_x;
  unsigned short white_point_y;
  unsigned int max_display_mastering_luminance;
  unsigned int min_display_mastering_luminance;
} SEIMASTERINGDISPLAYINFO;

typedef struct {
  unsigned short max_content_light_level;
  unsigned short max_pic_average_light_level;
  unsigned int reserved;
} SEICONTENTLIGHTLEVELINFO;

typedef struct {
  unsigned char preferred_transfer_characteristics;
} SEIALTERNATIVETRANSFERCHARACTERISTICS;

typedef struct {
  char before[offsetof(CUVIDH264PICPARAMS, Reserved)];
  unsigned int mb_adaptive_frame_field_flag : 2;
  unsigned int Reserved1 : 30;
  unsigned int Reserved[11];
} SDK13_CUVIDH264PICPARAMS;

typedef struct {
  unsigned char numComponents;
  unsigned char bitDepth;
  unsigned char quantizationTableSelector[4];
  unsigned int scanOffset[4];
  unsigned int scanSize[4];
  unsigned short restartInterval;
  unsigned char componentIdentifier[4];
  unsigned char hasQMatrix;
  unsigned char hasHuffman;
  unsigned short quantvals[4][64];
  unsigned char bits_ac[4][16];
  unsigned char table_ac[4][256];
  unsigned char bits_dc[4][16];
  unsigned char table_dc[4][256];
} SDK13_CUVIDJPEGPICPARAMS;

typedef struct {
  char before[offsetof(CUVIDPARSERPARAMS, ulMaxDisplayDelay) + sizeof(unsigned int)];
  unsigned int bAnnexb : 1;
  unsigned int bMemoryOptimize : 1;
  unsigned int uReserved : 30;
  unsigned int uReserved1[4];
  void *pUserData;
  PFNVIDSEQUENCECALLBACK pfnSequenceCallback;
  PFNVIDDECODECALLBACK pfnDecodePicture;
  PFNVIDDISPLAYCALLBACK pfnDisplayPicture;
  PFNVIDOPPOINTCALLBACK pfnGetOperatingPoint;
  void *pfnGetSEIMsg;
  void *pvReserved2[5];
  CUVIDEOFORMATEX *pExtVideoInfo;
} SDK13_CUVIDPARSERPARAMS;

#else

typedef CUVIDH264PICPARAMS SDK13_CUVIDH264PICPARAMS;
typedef CUVIDJPEGPICPARAMS SDK13_CUVIDJPEGPICPARAMS;
typedef CUVIDPARSERPARAMS SDK13_CUVIDPARSERPARAMS;

#endif

/* Unnamed element types of arrays, named so that they can be described on their own. */
typedef __typeof__(((CUVIDAV1PICPARAMS *)0)->ref_frame[0]) CUVIDAV1PICPARAMS_ref_frame;
typedef __typeof__(((CUVIDAV1PICPARAMS *)0)->global_motion[0]) CUVIDAV1PICPARAMS_global_motion;

/* An overlay may not outgrow what it lies on. */
_Static_assert(sizeof(SDK13_CUVIDH264PICPARAMS) <= sizeof(CUVIDH264PICPARAMS), "CUVIDH264PICPARAMS");
_Static_assert(sizeof(SDK13_CUVIDJPEGPICPARAMS) <= sizeof(((CUVIDPICPARAMS *)0)->CodecSpecific), "CUVIDJPEGPICPARAMS");
_Static_assert(sizeof(SDK13_CUVIDPARSERPARAMS) == sizeof(CUVIDPARSERPARAMS), "CUVIDPARSERPARAMS");

#endif

// The functions that libnvcodec-soft-cuvid exports, under NVIDIA's names. Meaning: NVIDIA, "NVDECODE API
// Programming Guide"; where the stand-in differs, the file that implements a function says so.
#pragma once

#include "cuvid/cuvid_types.h"

#define NVCODEC_CUVID_API extern "C" __attribute__((visibility("default")))

// Decoder
NVCODEC_CUVID_API CUresult cuvidGetDecoderCaps(CUVIDDECODECAPS *caps);
NVCODEC_CUVID_API CUresult cuvidCreateDecoder(CUvideodecoder *decoder, CUVIDDECODECREATEINFO *info);
NVCODEC_CUVID_API CUresult cuvidDestroyDecoder(CUvideodecoder decoder);
NVCODEC_CUVID_API CUresult cuvidDecodePicture(CUvideodecoder decoder, CUVIDPICPARAMS *parameters);
NVCODEC_CUVID_API CUresult cuvidGetDecodeStatus(CUvideodecoder decoder, int pictureIndex, CUVIDGETDECODESTATUS *status);
NVCODEC_CUVID_API CUresult cuvidReconfigureDecoder(CUvideodecoder decoder, CUVIDRECONFIGUREDECODERINFO *info);
NVCODEC_CUVID_API CUresult cuvidMapVideoFrame(CUvideodecoder decoder, int pictureIndex, unsigned *pointer,
                                              unsigned *pitch, CUVIDPROCPARAMS *parameters);
NVCODEC_CUVID_API CUresult cuvidUnmapVideoFrame(CUvideodecoder decoder, unsigned pointer);
NVCODEC_CUVID_API CUresult cuvidMapVideoFrame64(CUvideodecoder decoder, int pictureIndex, unsigned long long *pointer,
                                                unsigned *pitch, CUVIDPROCPARAMS *parameters);
NVCODEC_CUVID_API CUresult cuvidUnmapVideoFrame64(CUvideodecoder decoder, unsigned long long pointer);

// Parser
NVCODEC_CUVID_API CUresult cuvidCreateVideoParser(CUvideoparser *parser, CUVIDPARSERPARAMS *parameters);
NVCODEC_CUVID_API CUresult cuvidParseVideoData(CUvideoparser parser, CUVIDSOURCEDATAPACKET *packet);
NVCODEC_CUVID_API CUresult cuvidDestroyVideoParser(CUvideoparser parser);

// Context locks
NVCODEC_CUVID_API CUresult cuvidCtxLockCreate(CUvideoctxlock *lock, CUcontext context);
NVCODEC_CUVID_API CUresult cuvidCtxLockDestroy(CUvideoctxlock lock);
NVCODEC_CUVID_API CUresult cuvidCtxLock(CUvideoctxlock lock, unsigned reservedFlags);
NVCODEC_CUVID_API CUresult cuvidCtxUnlock(CUvideoctxlock lock, unsigned reservedFlags);

// Video sources: NVIDIA's own demultiplexer, which this driver does not offer.
NVCODEC_CUVID_API CUresult cuvidCreateVideoSource(CUvideosource *source, const char *path, void *parameters);
NVCODEC_CUVID_API CUresult cuvidCreateVideoSourceW(CUvideosource *source, const wchar_t *path, void *parameters);
NVCODEC_CUVID_API CUresult cuvidDestroyVideoSource(CUvideosource source);
NVCODEC_CUVID_API CUresult cuvidSetVideoSourceState(CUvideosource source, cudaVideoState state);
NVCODEC_CUVID_API cudaVideoState cuvidGetVideoSourceState(CUvideosource source);
NVCODEC_CUVID_API CUresult cuvidGetSourceVideoFormat(CUvideosource source, CUVIDEOFORMAT *format, unsigned flags);
NVCODEC_CUVID_API CUresult cuvidGetSourceAudioFormat(CUvideosource source, void *format, unsigned flags);

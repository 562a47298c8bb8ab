/**
 * Every function of cuviddec.h and nvcuvid.h, with the C types of its parameters in order. A call returns the CUresult
 * (cuvidGetVideoSourceState: a cudaVideoState). Pointers to structs are buffers or addresses; the handles
 * (CUvideodecoder, CUvideoparser, CUvideosource, CUvideoctxlock) are pointers to C and bigints here. Nothing is checked.
 *
 * Functions are bound when first used: a library without the video sources, which need no GPU and are seldom there,
 * serves for the rest.
 */
import type { BoundFunctions } from '@nvcodec/cuda-driver';

/** Every declaration, by symbol name. */
export const cuvidDeclarations = {
  cuvidGetDecoderCaps: ['CUVIDDECODECAPS*'],
  cuvidCreateDecoder: ['CUvideodecoder*', 'CUVIDDECODECREATEINFO*'],
  cuvidDestroyDecoder: ['void*'],
  cuvidDecodePicture: ['void*', 'CUVIDPICPARAMS*'],
  cuvidGetDecodeStatus: ['void*', 'int', 'CUVIDGETDECODESTATUS*'],
  cuvidReconfigureDecoder: ['void*', 'CUVIDRECONFIGUREDECODERINFO*'],
  cuvidMapVideoFrame64: ['void*', 'int', 'unsigned long long*', 'unsigned int*', 'CUVIDPROCPARAMS*'],
  cuvidUnmapVideoFrame64: ['void*', 'unsigned long long'],

  cuvidCtxLockCreate: ['CUvideoctxlock*', 'CUcontext'],
  cuvidCtxLockDestroy: ['void*'],
  cuvidCtxLock: ['void*', 'unsigned int'],
  cuvidCtxUnlock: ['void*', 'unsigned int'],

  cuvidCreateVideoParser: ['CUvideoparser*', 'CUVIDPARSERPARAMS*'],
  cuvidParseVideoData: ['void*', 'CUVIDSOURCEDATAPACKET*'],
  cuvidDestroyVideoParser: ['void*'],

  cuvidCreateVideoSource: ['CUvideosource*', 'const char*', 'CUVIDSOURCEPARAMS*'],
  cuvidCreateVideoSourceW: ['CUvideosource*', 'const wchar_t*', 'CUVIDSOURCEPARAMS*'],
  cuvidDestroyVideoSource: ['void*'],
  cuvidSetVideoSourceState: ['void*', 'int'],
  cuvidGetVideoSourceState: ['void*'],
  cuvidGetSourceVideoFormat: ['void*', 'CUVIDEOFORMAT*', 'unsigned int'],
  cuvidGetSourceAudioFormat: ['void*', 'CUAUDIOFORMAT*', 'unsigned int'],
} as const;

/** The raw functions under their C names. */
export type CuvidFunctions = BoundFunctions<typeof cuvidDeclarations>;

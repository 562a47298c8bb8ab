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
  /** What the current context's GPU decodes; the first three fields ask, the others answer. */
  cuvidGetDecoderCaps: ['CUVIDDECODECAPS*'],
  /** Creates a decoder in the current context. */
  cuvidCreateDecoder: ['CUvideodecoder*', 'CUVIDDECODECREATEINFO*'],
  /** Destroys a decoder. */
  cuvidDestroyDecoder: ['void*'],
  /** Starts decoding a frame or field. */
  cuvidDecodePicture: ['void*', 'CUVIDPICPARAMS*'],
  /** How the decoding of a picture ended. */
  cuvidGetDecodeStatus: ['void*', 'int', 'CUVIDGETDECODESTATUS*'],
  /** Changes the sizes of a decoder, inside the sequence callback. */
  cuvidReconfigureDecoder: ['void*', 'CUVIDRECONFIGUREDECODERINFO*'],
  /** Post-processes a picture; gives device pointer and pitch. */
  cuvidMapVideoFrame64: ['void*', 'int', 'unsigned long long*', 'unsigned int*', 'CUVIDPROCPARAMS*'],
  /** Gives a mapped surface back. */
  cuvidUnmapVideoFrame64: ['void*', 'unsigned long long'],

  /** Creates a lock for a context. */
  cuvidCtxLockCreate: ['CUvideoctxlock*', 'CUcontext'],
  /** Destroys a lock. */
  cuvidCtxLockDestroy: ['void*'],
  /** Takes a lock and pushes its context; the flags are reserved. */
  cuvidCtxLock: ['void*', 'unsigned int'],
  /** Pops the context and gives the lock back; the flags are reserved. */
  cuvidCtxUnlock: ['void*', 'unsigned int'],

  /** Creates a parser. */
  cuvidCreateVideoParser: ['CUvideoparser*', 'CUVIDPARSERPARAMS*'],
  /** Parses a packet; the callbacks are called from inside. */
  cuvidParseVideoData: ['void*', 'CUVIDSOURCEDATAPACKET*'],
  /** Destroys a parser. */
  cuvidDestroyVideoParser: ['void*'],

  /** Opens a file for a demultiplexer of the library's own, with its own thread. */
  cuvidCreateVideoSource: ['CUvideosource*', 'const char*', 'CUVIDSOURCEPARAMS*'],
  /** The same by a wide-character name, on Windows. */
  cuvidCreateVideoSourceW: ['CUvideosource*', 'const wchar_t*', 'CUVIDSOURCEPARAMS*'],
  /** Closes a source. */
  cuvidDestroyVideoSource: ['void*'],
  /** Starts or stops a source. */
  cuvidSetVideoSourceState: ['void*', 'int'],
  /** Returns the state of a source, no status. */
  cuvidGetVideoSourceState: ['void*'],
  /** The video format of a source; flags are CUVID_FMT. */
  cuvidGetSourceVideoFormat: ['void*', 'CUVIDEOFORMAT*', 'unsigned int'],
  /** The audio format of a source. */
  cuvidGetSourceAudioFormat: ['void*', 'CUAUDIOFORMAT*', 'unsigned int'],
} as const;

/** The raw functions under their C names. */
export type CuvidFunctions = BoundFunctions<typeof cuvidDeclarations>;

/** What closing and garbage collection call. */
export const cuvidDisposal: readonly (keyof typeof cuvidDeclarations)[] = [
  'cuvidCtxLockDestroy',
  'cuvidDestroyDecoder',
  'cuvidDestroyVideoParser',
  'cuvidUnmapVideoFrame64',
];

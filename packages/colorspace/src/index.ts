/** Colour conversion for decoded video. Start at defaultRegistry() and colorDescription(). */
export {
  type ColorContext,
  type ColorDescription,
  type ColorOptions,
  type ColorRange,
  type ColorTags,
  colorDescription,
} from './color-description.js';
export {
  type Conversion,
  type ConversionSource,
  type ConversionTarget,
  croppedArea,
  describeConversion,
  isPixelForPixel,
  keepsColors,
  type Normalization,
  placedArea,
  type Rect,
  type TargetColor,
} from './conversion.js';
export { assertConversion } from './conversion-check.js';
export { type Filter, filters } from './filter.js';
export { type KernelImages, KernelLibrary, type ModuleUse, type StructKernel } from './kernel-library.js';
export { type LumaWeights, lumaWeights } from './luma-weights.js';
export type { Matrix3, Vector3 } from './matrix3.js';
export {
  type BatchLayout,
  batchLayout,
  bytesPerSample,
  type ChromaSubsampling,
  chromaSubsampling,
  type ImageLayout,
  imageLayout,
  type PixelFormat,
  type PlaneOfLayout,
  pixelFormats,
  type SampleType,
  type SurfaceFormat,
  sampleType,
  surfaceFormats,
} from './pixel-format.js';
export {
  type ConversionPlugin,
  type Converter,
  convertBatch,
  type PlaneLayout,
  type PluginContext,
  planePitch,
  planePointer,
  type SourceImage,
} from './plugin.js';
export { light } from './plugins/light.js';
export { passthrough } from './plugins/passthrough.js';
export { scale } from './plugins/scale.js';
export { yuvToRgb } from './plugins/yuv-to-rgb.js';
export { ConversionRegistry, defaultRegistry, UnsupportedFormatError } from './registry.js';
export {
  type AffineMap,
  type CodeRange,
  type CodeRanges,
  codeRanges,
  hasRgbMatrix,
  rgbMatrix,
} from './rgb-matrix.js';
export {
  type ChromaLocation,
  type ChromaPosition,
  type Chromaticity,
  chromaLocations,
  limitedRange,
  type MatrixEntry,
  type MatrixName,
  matrices,
  type PrimariesEntry,
  type PrimariesName,
  primaries,
  type TransferEntry,
  type TransferName,
  transfers,
} from './standards.js';
export {
  type ToneMapping,
  type ToneMappingOperator,
  toneMappingDefaults,
  toneMappingOperators,
} from './tone-mapping.js';

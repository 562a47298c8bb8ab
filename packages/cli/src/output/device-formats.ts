/**
 * The formats that nvcodec itself makes; written down here so that a wrong one is refused before it is loaded. Grey is
 * not among them: the command writes luma as decoded.
 */
import type { PixelFormat } from 'nvcodec';

/** As the decoder puts them out. */
export const decodedFormats: readonly PixelFormat[] = ['nv12', 'p016', 'yuv444', 'yuv444p16'];

/** Converted to on the device. */
export const convertedFormats: readonly PixelFormat[] = [
  'rgb24',
  'bgr24',
  'rgba32',
  'rgb48',
  'rgb444p',
  'rgb444p16',
  'rgb444pf32',
  'rgb444pf16',
  'rgbf32',
  'rgbf16',
];

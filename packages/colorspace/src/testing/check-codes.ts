/** Holds a converter against the reference for every code: all of luma, and a dense grid of chroma with all extremes. */
import type { Conversion, ConversionSource } from '../conversion.js';
import { bytesPerSample, chromaSubsampling } from '../pixel-format.js';
import type { ConversionPlugin, PluginContext } from '../plugin.js';
import { type CheckOptions, checkConversion } from './check-kernel.js';
import type { CheckResult } from './compare.js';
import { extremeCodes, SourcePicture } from './source-picture.js';

/** How codes are checked. */
export interface CodesOptions extends Pick<CheckOptions, 'tolerance' | 'reference'> {
  /** Codes of each chroma component beside the extremes. Default: 18. */
  readonly chromaCodes?: number | undefined;
}

/** Luma codes, where they are not taken all. */
const lumaCodes = 256;

/** `count` codes from the least to the greatest, and the extremes. */
function codeGrid(bitDepth: number, count: number): number[] {
  const largest = 2 ** bitDepth - 1;
  const even = Array.from({ length: count }, (_, i) => Math.round((i * largest) / (count - 1)));
  return [...new Set([...even, ...extremeCodes(bitDepth)])].sort((a, b) => a - b);
}

/**
 * The conversion without crop, scaling or anything else that mixes pixels, of a picture that has every luma code of the
 * grid with every pair of chroma codes: a row for each pair or, where two rows share their chroma, four, so that two of
 * them lie between equal chroma rows and show the pair itself.
 */
function everyCode(
  conversion: Conversion,
  chromaCodes: number,
): { conversion: Conversion; picture: SourcePicture } {
  const { format, bitDepth } = conversion.source;
  const luma = codeGrid(bitDepth, lumaCodes);
  const chroma = codeGrid(bitDepth, chromaCodes);
  const rowsOfPair = chromaSubsampling(format).halfHeight ? 4 : 1;
  const size = { width: luma.length, height: rowsOfPair * chroma.length ** 2 };
  const source: ConversionSource = { ...conversion.source, ...size };
  const { normalization, toneMapping, target } = conversion;
  const picture = new SourcePicture(source);
  const unit = 2 ** (8 * bytesPerSample(format) - bitDepth);
  const [first, ...others] = picture.planes;
  first?.data.forEach((_, i) => {
    first.data[i] = (luma[i % first.pitch] ?? 0) * unit;
  });
  const interleaved = others.length === 1;
  for (const [plane, { data, pitch }] of others.entries()) {
    const rows = chroma.length ** 2 * (rowsOfPair === 4 ? 2 : 1);
    for (let row = 0; row < rows; row++) {
      const pair = Math.floor((row * chroma.length ** 2) / rows);
      const codes = [chroma[Math.floor(pair / chroma.length)] ?? 0, chroma[pair % chroma.length] ?? 0];
      for (let i = 0; i < pitch; i++)
        data[row * pitch + i] = (codes[interleaved ? i % 2 : plane] ?? 0) * unit;
    }
  }
  return { conversion: { normalization, toneMapping, source, target: { ...target, ...size } }, picture };
}

/**
 * Checks a conversion for all codes of its source. Its geometry is not looked at: the plugin must support it pixel for
 * pixel at any size.
 * @throws ConversionMismatchError as `checkConversion` does.
 */
export function checkCodes(
  environment: PluginContext,
  plugin: ConversionPlugin,
  conversion: Conversion,
  { chromaCodes = 18, ...options }: CodesOptions = {},
): CheckResult {
  const every = everyCode(conversion, chromaCodes);
  return checkConversion(environment, plugin, every.conversion, { ...options, picture: every.picture });
}

/** Whether a plugin supports the conversion that `checkCodes` would make of this one. */
export function canCheckCodes(plugin: ConversionPlugin, conversion: Conversion): boolean {
  return plugin.supports(everyCode(conversion, 2).conversion);
}

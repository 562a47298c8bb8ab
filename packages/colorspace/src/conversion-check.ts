/** Whether the numbers of a conversion make sense. */
import type { Conversion, ConversionSource, Normalization, Rect } from './conversion.js';
import { filters } from './filter.js';
import { bytesPerSample, imageLayout, surfaceFormats } from './pixel-format.js';
import { chromaLocations, matrices, primaries, transfers } from './standards.js';
import { toneMappingOperators } from './tone-mapping.js';

/**
 * Checks that the numbers of a conversion make sense; whether anybody can do it is another question.
 * @throws TypeError for an unknown name, RangeError for a number out of its range, naming it.
 */
export function assertConversion(conversion: Conversion): void {
  const { source, target, crop, placement, normalization, background } = conversion;
  assertSource(source);
  imageLayout(target.format, target.width, target.height);
  assertOneOf('filter', conversion.filter ?? 'bilinear', filters);
  assertOneOf('rotation', conversion.rotation ?? 0, [0, 90, 180, 270]);
  if (crop) assertInside('crop', crop, source);
  if (placement) assertInside('placement', placement, target);
  if (background) assertThree('background', background, (value) => value >= 0 && value <= 1, 'from 0 to 1');
  if (normalization) assertNormalization(normalization);
  assertColors(conversion);
}

function assertSource(source: ConversionSource): void {
  if (!surfaceFormats.includes(source.format)) {
    throw new TypeError(`Unknown surface format '${source.format}'; known are ${surfaceFormats.join(', ')}`);
  }
  imageLayout(source.format, source.width, source.height);
  const deepest = 8 * bytesPerSample(source.format);
  if (!Number.isInteger(source.bitDepth) || source.bitDepth < 8 || source.bitDepth > deepest) {
    throw new RangeError(`bitDepth must be 8 to ${deepest} for ${source.format}, not ${source.bitDepth}`);
  }
  assertOneOf('color.matrix', source.color.matrix, Object.keys(matrices));
  assertOneOf('color.primaries', source.color.primaries, Object.keys(primaries));
  assertOneOf('color.transfer', source.color.transfer, Object.keys(transfers));
  assertOneOf('color.range', source.color.range, ['limited', 'full']);
  assertOneOf('color.chromaLocation', source.color.chromaLocation, Object.keys(chromaLocations));
}

function assertOneOf(name: string, value: unknown, known: readonly unknown[]): void {
  if (!known.includes(value))
    throw new TypeError(`${name} must be one of ${known.join(', ')}, not ${String(value)}`);
}

function assertInside(name: string, area: Rect, { width, height }: { width: number; height: number }): void {
  const { left, top, right, bottom } = area;
  const whole = [left, top, right, bottom].every(Number.isInteger);
  if (!whole || left < 0 || top < 0 || left >= right || top >= bottom || right > width || bottom > height) {
    throw new RangeError(
      `${name} must be whole pixels inside ${width}x${height}, not left ${left}, top ${top}, right ${right}, bottom ${bottom}`,
    );
  }
}

function assertThree(
  name: string,
  values: readonly number[],
  fits: (value: number) => boolean,
  what: string,
): void {
  if (values.length !== 3 || !values.every((value) => Number.isFinite(value) && fits(value))) {
    throw new RangeError(`${name} must be three numbers ${what}, not ${values.join(', ')}`);
  }
}

function assertNormalization({ mean, std }: Normalization): void {
  assertThree('normalization.mean', mean, () => true, 'for R, G and B');
  assertThree('normalization.std', std, (value) => value !== 0, 'other than 0 for R, G and B');
}

function assertColors({ target: { color = {} }, toneMapping }: Conversion): void {
  if (color.primaries !== undefined)
    assertOneOf('target.color.primaries', color.primaries, Object.keys(primaries));
  if (color.transfer !== undefined)
    assertOneOf('target.color.transfer', color.transfer, Object.keys(transfers));
  if (!toneMapping) return;
  assertOneOf('toneMapping.operator', toneMapping.operator, toneMappingOperators);
  for (const name of ['sourcePeak', 'targetPeak'] as const) {
    const peak = toneMapping[name] ?? 1;
    if (!(peak > 0 && peak <= 10000))
      throw new RangeError(`toneMapping.${name} must be above 0 and at most 10000 cd/m², not ${peak}`);
  }
}

/** Conversions beside a given one: each asks for one more thing, so that nothing that is asked for can be passed over. */
import { type Conversion, croppedArea } from '../conversion.js';
import { filters } from '../filter.js';
import { pixelFormats } from '../pixel-format.js';

/** A conversion that asks for something that the given one may not ask for. */
export function variations(conversion: Conversion): Conversion[] {
  return [...otherFormats(conversion), ...otherGeometry(conversion), ...otherColors(conversion)];
}

function otherFormats(conversion: Conversion): Conversion[] {
  const { target } = conversion;
  return pixelFormats.map((format) => ({ ...conversion, target: { ...target, format } }));
}

function otherGeometry(conversion: Conversion): Conversion[] {
  const { source, target } = conversion;
  const { left, top, right, bottom } = croppedArea(conversion);
  const { width, height } = target;
  const larger = { ...target, width: width + 7, height: height + 3 };
  const turned = { ...target, width: height, height: width };
  const smaller = { ...target, width: Math.ceil(width / 3), height: Math.ceil(height / 2) };
  const crop = { left: Math.min(left + 1, right - 1), top: Math.min(top + 1, bottom - 1), right, bottom };
  return [
    { ...conversion, mirrored: true },
    { ...conversion, rotation: 180 },
    { ...conversion, rotation: 90, target: turned },
    { ...conversion, rotation: 270, mirrored: true, target: turned },
    { ...conversion, target: larger, placement: { left: 5, top: 2, right: 5 + width, bottom: 2 + height } },
    {
      ...conversion,
      target: larger,
      placement: { left: 0, top: 3, right: width, bottom: 3 + height },
      background: [0.25, 0.5, 1],
    },
    { source, target: { ...target, width: right - crop.left, height: bottom - crop.top }, crop },
    ...filters.flatMap((filter) => [
      { ...conversion, filter },
      { ...conversion, filter, target: larger },
      { ...conversion, filter, target: smaller },
    ]),
  ];
}

function otherColors(conversion: Conversion): Conversion[] {
  const { source, target } = conversion;
  const normalization = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
  const hdr = (transfer: 'smpte2084' | 'arib-std-b67') => ({
    ...source,
    color: { ...source.color, primaries: 'bt2020', transfer } as const,
  });
  return [
    ...pixelFormats.map((format) => ({ ...conversion, target: { ...target, format }, normalization })),
    { ...conversion, target: { ...target, color: { primaries: 'smpte432', transfer: 'iec61966-2-1' } } },
    { ...conversion, target: { ...target, color: { transfer: 'linear' } } },
    { ...conversion, source: hdr('smpte2084'), toneMapping: { operator: 'bt2390', sourcePeak: 4000 } },
    { ...conversion, source: hdr('arib-std-b67'), toneMapping: { operator: 'reinhard', targetPeak: 100 } },
  ];
}

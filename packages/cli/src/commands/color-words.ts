/** Names for the colour code points of ITU-T H.273 (tables 2 to 4). */
import type { Track } from 'nvcodec';

const PRIMARIES: Readonly<Record<number, string>> = {
  1: 'BT.709',
  4: 'BT.470M',
  5: 'BT.470BG',
  6: 'SMPTE 170M',
  7: 'SMPTE 240M',
  8: 'film',
  9: 'BT.2020',
  10: 'XYZ',
  11: 'DCI-P3',
  12: 'Display P3',
  22: 'EBU 3213',
};

const TRANSFER: Readonly<Record<number, string>> = {
  1: 'BT.709',
  4: 'gamma 2.2',
  5: 'gamma 2.8',
  6: 'SMPTE 170M',
  7: 'SMPTE 240M',
  8: 'linear',
  9: 'log 100:1',
  10: 'log 316:1',
  11: 'xvYCC',
  12: 'BT.1361',
  13: 'sRGB',
  14: 'BT.2020 10-bit',
  15: 'BT.2020 12-bit',
  16: 'PQ',
  17: 'SMPTE 428',
  18: 'HLG',
};

const MATRIX: Readonly<Record<number, string>> = {
  0: 'RGB',
  1: 'BT.709',
  4: 'FCC',
  5: 'BT.601',
  6: 'BT.601',
  7: 'SMPTE 240M',
  8: 'YCgCo',
  9: 'BT.2020',
  10: 'BT.2020 constant luminance',
  14: 'ICtCp',
};

/** `matrix BT.709, primaries BT.709, transfer BT.709, limited range`; what is not tagged is left out. */
export function colorWords(color: Track['color']): string {
  const named = (label: string, names: Readonly<Record<number, string>>, code: number): string[] => {
    const name = names[code];
    return name === undefined ? [] : [`${label} ${name}`];
  };
  const parts = [
    ...named('matrix', MATRIX, color.matrix),
    ...named('primaries', PRIMARIES, color.primaries),
    ...named('transfer', TRANSFER, color.transfer),
    ...(color.range === null ? [] : [`${color.range} range`]),
    ...(color.chromaLocation === null ? [] : [`chroma ${color.chromaLocation}`]),
  ];
  return parts.length === 0 ? 'not tagged' : parts.join(', ');
}

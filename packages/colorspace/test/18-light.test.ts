/** Other colours: tone mapping of PQ and HLG, other primaries and transfers; the reference follows the standards. */
import { describe, expect, test } from 'vitest';
import {
  type Conversion,
  light,
  type PrimariesName,
  type TransferName,
  toneMappingOperators,
} from '../src/index.js';
import { checkConversion } from '../src/testing/index.js';
import { conversion, type Wanted } from './support/conversions.js';
import { environment } from './support/environment.js';

const hdr = { matrix: 'bt2020nc', primaries: 'bt2020' } as const;

function check(wanted: Wanted): void {
  const asked: Conversion = conversion(wanted);
  expect(light.supports(asked)).toBe(true);
  checkConversion(environment(), light, asked);
}

describe.each(['smpte2084', 'arib-std-b67'] as const)('%s', (transfer) => {
  const from: Wanted = { from: 'p016', to: 'rgb24', width: 64, height: 32, color: { ...hdr, transfer } };

  test.each(toneMappingOperators)('%s', (operator) => {
    for (const [sourcePeak, targetPeak] of [
      [undefined, undefined],
      [4000, 100],
      [1000, 1000],
      [400, 203],
    ]) {
      check({ ...from, toneMapping: { operator, sourcePeak, targetPeak } });
    }
  });

  test('scaled, rotated and normalised', () => {
    const normalization = { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4] };
    const toneMapping = { operator: 'bt2390' } as const;
    check({ ...from, to: 'rgb24', size: [20, 50], rotation: 90, filter: 'lanczos3', toneMapping });
    check({ ...from, to: 'rgb444pf16', normalization, toneMapping });
  });

  test.each(['rgb48', 'rgb444pf32'] as const)('to %s', (to) => {
    check({ ...from, to, toneMapping: { operator: 'bt2390' } });
  });

  test('dark differences of bright light, scaled too', () => {
    const dense: Wanted = { ...from, from: 'yuv444p16', bitDepth: 16, to: 'rgbf32', width: 256, height: 256 };
    const toneMapping = { operator: 'bt2390' } as const;
    check({ ...dense, toneMapping });
    check({ ...dense, size: [300, 280], filter: 'lanczos3', toneMapping });
    check({ ...dense, size: [30, 28], filter: 'lanczos3', toneMapping });
  });

  test('not without tone mapping', () => {
    expect(light.supports(conversion({ ...from, targetColor: { transfer: 'bt709' } }))).toBe(false);
  });
});

describe('standard dynamic range', () => {
  const others: readonly [PrimariesName, TransferName][] = [
    ['bt709', 'iec61966-2-1'],
    ['smpte170m', 'bt709'],
    ['bt2020', 'gamma22'],
    ['smpte432', 'gamma28'],
    ['smpte431', 'linear'],
    ['bt470m', 'gamma22'],
  ];
  test.each(others)('to %s and %s', (primaries, transfer) => {
    check({ from: 'nv12', to: 'rgb24', width: 64, height: 32, targetColor: { primaries, transfer } });
  });

  test('from sRGB in G′B′R′', () => {
    const color = { matrix: 'gbr', transfer: 'iec61966-2-1', range: 'full' } as const;
    check({ from: 'yuv444', to: 'rgb24', width: 64, height: 32, color, targetColor: { transfer: 'linear' } });
  });
});

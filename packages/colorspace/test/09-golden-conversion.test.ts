/**
 * Colours as zimg makes them of the same pictures (scripts/make-color-goldens.sh): other people's code, from the same
 * standards. Both our reference and our kernels are held against it.
 */
import { describe, expect, test } from 'vitest';
import { type Conversion, defaultRegistry, sampleType } from '../src/index.js';
import { referenceConversion } from '../src/testing/index.js';
import { conversion, type Wanted } from './support/conversions.js';
import { convertPicture } from './support/convert-once.js';
import { environment } from './support/environment.js';
import {
  type Difference,
  difference,
  goldenPicture,
  goldenResult,
  goldenSize,
} from './support/zimg-goldens.js';

interface Golden {
  readonly name: string;
  /** What zimg made of `picture`. */
  readonly result: string;
  readonly picture: string;
  readonly conversion: Conversion;
}

function golden(result: string, picture: string, wanted: Omit<Wanted, 'width' | 'height'>): Golden {
  const asked = conversion({ ...wanted, ...goldenSize });
  return { name: `${result}: ${wanted.from} to ${wanted.to}`, result, picture, conversion: asked };
}

const nv12 = { from: 'nv12', to: 'rgb444p' } as const;
const p016 = { from: 'p016', to: 'rgb444p16' } as const;
const bt2020 = { matrix: 'bt2020nc', primaries: 'bt2020' } as const;

const plain = [
  golden('bt709-limited-left.rgb', 'yuv420p.yuv', nv12),
  ...(['center', 'topleft', 'bottomleft'] as const).map((chromaLocation) =>
    golden(`bt709-limited-${chromaLocation}.rgb`, 'yuv420p.yuv', { ...nv12, color: { chromaLocation } }),
  ),
  golden('smpte170m-full.rgb', 'yuv420p.yuv', { ...nv12, color: { matrix: 'smpte170m', range: 'full' } }),
  golden('bt2020nc-limited.rgb', 'yuv420p.yuv', { ...nv12, color: { matrix: 'bt2020nc' } }),
  golden('smpte240m-limited.rgb', 'yuv420p.yuv', { ...nv12, color: { matrix: 'smpte240m' } }),
  golden('fcc-limited.rgb', 'yuv420p.yuv', { ...nv12, color: { matrix: 'fcc' } }),
  golden('gbr-limited.rgb', 'gbrp.rgb', { from: 'yuv444', to: 'rgb444p', color: { matrix: 'gbr' } }),
  golden('nv16.rgb', 'yuv422p.yuv', { from: 'nv16', to: 'rgb444p' }),
  golden('yuv444.rgb', 'yuv444p.yuv', { from: 'yuv444', to: 'rgb444p' }),
  golden('p016-10bit.rgb', 'yuv420p10le.yuv', { ...p016, color: bt2020 }),
  golden('p016-12bit.rgb', 'yuv420p12le.yuv', {
    ...p016,
    bitDepth: 12,
    color: { ...bt2020, range: 'full', chromaLocation: 'topleft' },
  }),
  golden('ycgco-limited.rgb', 'yuv420p.yuv', { ...nv12, color: { matrix: 'ycgco' } }),
  golden('p016-float.rgb', 'yuv420p10le.yuv', { from: 'p016', to: 'rgb444pf32', color: bt2020 }),
  golden('luma.gray', 'yuv420p.yuv', { from: 'nv12', to: 'gray' }),
];

const otherColors = [
  golden('smpte170m-to-bt709.rgb', 'muted.yuv', {
    from: 'p016',
    to: 'rgb444p',
    color: { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m' },
    targetColor: { primaries: 'bt709', transfer: 'bt709' },
  }),
  golden('bt2020-to-srgb.rgb', 'muted.yuv', {
    from: 'p016',
    to: 'rgb444p',
    color: { ...bt2020, transfer: 'bt2020-10' },
    targetColor: { primaries: 'bt709', transfer: 'iec61966-2-1' },
  }),
  // Where the target's peak is the source's, the curve of BT.2390 changes nothing: what is left is EOTF and primaries.
  ...(
    [
      ['pq-light.rgb', 'smpte2084', 10_000],
      ['hlg-light.rgb', 'arib-std-b67', 1000],
    ] as const
  ).map(([result, transfer, peak]) =>
    golden(result, 'muted.yuv', {
      ...p016,
      color: { ...bt2020, transfer },
      targetColor: { transfer: 'linear' },
      toneMapping: { operator: 'bt2390', sourcePeak: peak, targetPeak: peak },
    }),
  ),
];

function zimgResult({ result, conversion: { target } }: Golden): number[] {
  const samples = goldenResult(result, sampleType(target.format));
  if (!sampleType(target.format).startsWith('float')) return samples;
  // zimg leaves what is blacker than black and whiter than white; targets of this project end at 0 and 1.
  return samples.map((value) => Math.min(Math.max(value, 0), 1));
}

/** Both compute in float but in another order: what is nearly half a code may round to the other side. */
function expectZimg({ mean, largest }: Difference, { conversion: { target } }: Golden): void {
  const unit = sampleType(target.format).startsWith('float') ? 1e-6 : 1;
  expect(mean).toBeLessThan(0.03 * unit);
  expect(largest).toBeLessThanOrEqual(unit);
}

describe('the reference', () => {
  test.each([...plain, ...otherColors])('$name', (each) => {
    const picture = goldenPicture(each.picture, each.conversion.source);
    expectZimg(difference(referenceConversion(each.conversion, picture.planes), zimgResult(each)), each);
  });
});

describe('the kernels', () => {
  test.each([...plain, ...otherColors])('$name', (each) => {
    const picture = goldenPicture(each.picture, each.conversion.source);
    const ours = convertPicture(environment(), defaultRegistry(), each.conversion, picture);
    expectZimg(difference(ours, zimgResult(each)), each);
  });
});

test('another matrix, range or chroma location would be noticed', () => {
  const wrong = [{ matrix: 'smpte170m' }, { range: 'full' }, { chromaLocation: 'center' }] as const;
  for (const color of wrong) {
    const asked = conversion({ ...nv12, ...goldenSize, color });
    const picture = goldenPicture('yuv420p.yuv', asked.source);
    const { mean } = difference(
      referenceConversion(asked, picture.planes),
      goldenResult('bt709-limited-left.rgb', 'uint8'),
    );
    expect(mean).toBeGreaterThan(0.5);
  }
});

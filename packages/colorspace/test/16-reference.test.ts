/** The reference, by numbers that the standards print or that can be worked out by hand. */
import { describe, expect, test } from 'vitest';
import { type Conversion, filters, type Rect } from '../src/index.js';
import { stretchTaps } from '../src/reference/filters.js';
import { gamutMatrix, luminance } from '../src/reference/gamut.js';
import { toneCurves } from '../src/reference/tone-curve.js';
import {
  displayTransfer,
  hlgInverseOetf,
  hlgOotf,
  pqEotf,
  pqInverseEotf,
} from '../src/reference/transfer.js';
import { type HostPlane, referenceConversion, referenceCovers } from '../src/testing/index.js';
import { conversion, type Wanted } from './support/conversions.js';

describe('transfer functions', () => {
  // Report ITU-R BT.2408, table 1: nominal signal levels of PQ and HLG.
  test.each([
    [203, 0.58],
    [1000, 0.75],
    [100, 0.51],
    [10_000, 1],
  ])('PQ of %i cd/m² is %f', (light, signal) => {
    expect(pqInverseEotf(light)).toBeCloseTo(signal, 2);
    expect(pqEotf(pqInverseEotf(light))).toBeCloseTo(light, 6);
  });

  test('PQ ends at 0 and at 10000 cd/m²', () => {
    expect(pqEotf(0)).toBe(0);
    expect(pqEotf(1)).toBeCloseTo(10_000, 8);
  });

  test('HLG: half the signal is a twelfth of the light, all of it is all; 0.75 shows 203 cd/m² of 1000', () => {
    expect(hlgInverseOetf(0.5)).toBeCloseTo(1 / 12, 12);
    expect(hlgInverseOetf(0.5 + 1e-9)).toBeCloseTo(1 / 12, 8);
    expect(hlgInverseOetf(1)).toBeCloseTo(1, 7);
    const scene = hlgInverseOetf(0.75);
    expect(hlgOotf([scene, scene, scene], scene, 1000)[0]).toBeCloseTo(203, 0);
    expect(hlgOotf([1, 1, 1], 1, 400)[1]).toBeCloseTo(400, 10);
  });

  test.each(['bt709', 'iec61966-2-1', 'gamma22', 'gamma28', 'linear'] as const)('%s comes back', (name) => {
    const { eotf, inverseEotf } = displayTransfer(name);
    for (const signal of [0, 0.01, 0.04, 0.05, 0.5, 1])
      expect(inverseEotf(eotf(signal))).toBeCloseTo(signal, 6);
  });

  test('half of sRGB is 21.4 % of the light, and of BT.1886 18.9 %', () => {
    expect(displayTransfer('iec61966-2-1').eotf(0.5)).toBeCloseTo(0.214, 3);
    expect(displayTransfer('bt709').eotf(0.5)).toBeCloseTo(0.1895, 4);
  });
});

describe('primaries', () => {
  test('BT.2020 to BT.709 is the matrix of Report ITU-R BT.2407', () => {
    const printed = [
      [1.6605, -0.5876, -0.0728],
      [-0.1246, 1.1329, -0.0083],
      [-0.0182, -0.1006, 1.1187],
    ];
    for (const [row, values] of gamutMatrix('bt2020', 'bt709').entries()) {
      for (const [column, value] of values.entries()) {
        expect(value).toBeCloseTo(printed[row]?.[column] ?? Number.NaN, 3);
      }
    }
  });

  test('white stays white, also where the white points differ', () => {
    for (const [from, to] of [
      ['bt470m', 'bt709'],
      ['smpte431', 'bt2020'],
    ] as const) {
      for (const row of gamutMatrix(from, to)) expect(row[0] + row[1] + row[2]).toBeCloseTo(1, 12);
    }
  });

  test('luminance has the weights of the recommendation', () => {
    expect(luminance('bt2020', [1, 0, 0])).toBeCloseTo(0.2627, 4);
    expect(luminance('bt709', [0, 1, 0])).toBeCloseTo(0.7152, 4);
  });
});

describe('tone curves', () => {
  const peaks = { source: 1000, target: 203 };

  test('BT.2390: straight below the knee, the target’s peak at the top, and never steeper than straight', () => {
    const ratio = pqInverseEotf(203) / pqInverseEotf(1000);
    const knee = pqEotf((1.5 * ratio - 0.5) * pqInverseEotf(1000));
    expect(toneCurves.bt2390(knee * 0.9, peaks)).toBeCloseTo(knee * 0.9, 9);
    expect(toneCurves.bt2390(knee * 1.1, peaks)).toBeLessThan(knee * 1.1);
    expect(toneCurves.bt2390(1000, peaks)).toBeCloseTo(203, 9);
    let before = 0;
    for (let light = 1; light <= 1000; light += 1) {
      const mapped = toneCurves.bt2390(light, peaks);
      expect(mapped).toBeGreaterThan(before);
      expect(mapped).toBeLessThanOrEqual(light + 1e-9);
      before = mapped;
    }
  });

  test('Reinhard: nearly straight at the bottom, the target’s peak at the top', () => {
    expect(toneCurves.reinhard(0.01, peaks)).toBeCloseTo(0.01, 5);
    expect(toneCurves.reinhard(1000, peaks)).toBeCloseTo(203, 9);
    // x = 1, white 1000 / 203: (1 + (203 / 1000)²) / 2 of the target's peak.
    expect(toneCurves.reinhard(203, peaks)).toBeCloseTo((203 * (1 + 0.203 ** 2)) / 2, 9);
  });

  test('a source no brighter than the target stays, by BT.2390', () => {
    expect(toneCurves.bt2390(150, { source: 200, target: 203 })).toBe(150);
  });
});

describe('filters', () => {
  const luma = { count: 16, origin: 0, step: 1 } as const;

  test.each(filters)('%s: the weights sum to 1, up and down, at the edges too', (filter) => {
    for (const pixels of [3, 16, 37]) {
      for (const taps of stretchTaps(filter, luma, { from: 2, length: 12, pixels })) {
        expect(taps.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
        for (const { index } of taps) expect(index >= 0 && index < 16).toBe(true);
      }
    }
  });

  test.each(filters)('%s leaves a picture of the same size alone', (filter) => {
    const all = stretchTaps(filter, luma, { from: 0, length: 16, pixels: 16 });
    for (const [pixel, taps] of all.entries()) {
      // sinc(k) is not quite 0 in float64.
      expect(taps.filter(({ weight }) => Math.abs(weight) > 1e-12)).toEqual([{ index: pixel, weight: 1 }]);
    }
  });

  const weights = (filter: (typeof filters)[number], pixels: number, pixel: number) =>
    stretchTaps(filter, luma, { from: 0, length: 16, pixels })[pixel]?.map(({ index, weight }) => [
      index,
      weight,
    ]);

  test('to half the size, by hand', () => {
    expect(weights('area', 8, 3)).toEqual([
      [6, 0.5],
      [7, 0.5],
    ]);
    expect(weights('bilinear', 8, 3)).toEqual([
      [5, 0.125],
      [6, 0.375],
      [7, 0.375],
      [8, 0.125],
    ]);
    expect(weights('nearest', 8, 3)).toEqual([[7, 1]]);
  });

  test('to twice the size, by hand', () => {
    expect(weights('bilinear', 32, 6)).toEqual([
      [2, 0.25],
      [3, 0.75],
    ]);
    const cubic = weights('bicubic', 32, 6)?.map(([, weight]) => weight) ?? [];
    // f(5/4), f(1/4) … of Catmull-Rom.
    for (const [i, weight] of [-0.0234375, 0.2265625, 0.8671875, -0.0703125].entries())
      expect(cubic[i]).toBeCloseTo(weight, 12);
  });

  test('chroma at the left of two columns lies on the even ones, in the middle between them', () => {
    const halved = (origin: number) => ({ count: 8, origin, step: 2 }) as const;
    const whole = { from: 0, length: 16, pixels: 16 };
    const at = (origin: number, pixel: number) => stretchTaps('bilinear', halved(origin), whole)[pixel];
    expect(at(0, 4)).toEqual([{ index: 2, weight: 1 }]);
    expect(at(0, 5)).toEqual([
      { index: 2, weight: 0.5 },
      { index: 3, weight: 0.5 },
    ]);
    expect(at(0.5, 4)).toEqual([
      { index: 1, weight: 0.25 },
      { index: 2, weight: 0.75 },
    ]);
  });
});

describe('geometry', () => {
  // Six pixels of full-range luma, so that codes come out as they went in:  1 2 3
  //                                                                         4 5 6
  const letters: readonly HostPlane[] = [
    { data: Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 0), pitch: 4 },
    { data: new Uint8Array(8).fill(128), pitch: 4 },
    { data: new Uint8Array(8).fill(128), pitch: 4 },
  ];
  const rows = (asked: Partial<Wanted>): number[][] => {
    const base = { from: 'yuv444', to: 'gray', width: 3, height: 2, color: { range: 'full' } } as const;
    const wanted = conversion({ ...base, ...asked });
    const image = [...referenceConversion(wanted, letters)];
    const { width, height } = wanted.target;
    return Array.from({ length: height }, (_, row) => image.slice(row * width, (row + 1) * width));
  };
  const turned = [2, 3] as const;

  test.each<[string, Partial<Wanted>, number[][]]>([
    [
      'as it is',
      {},
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      'mirrored',
      { mirrored: true },
      [
        [3, 2, 1],
        [6, 5, 4],
      ],
    ],
    [
      'turned clockwise',
      { rotation: 90, size: turned },
      [
        [4, 1],
        [5, 2],
        [6, 3],
      ],
    ],
    [
      'turned by half',
      { rotation: 180 },
      [
        [6, 5, 4],
        [3, 2, 1],
      ],
    ],
    [
      'turned back',
      { rotation: 270, size: turned },
      [
        [3, 6],
        [2, 5],
        [1, 4],
      ],
    ],
    [
      'mirrored, then turned',
      { mirrored: true, rotation: 90, size: turned },
      [
        [6, 3],
        [5, 2],
        [4, 1],
      ],
    ],
    [
      'cropped',
      { crop: { left: 1, top: 0, right: 3, bottom: 2 } },
      [
        [2, 3],
        [5, 6],
      ],
    ],
    [
      'twice as wide',
      { size: [6, 2], filter: 'nearest' },
      [
        [1, 1, 2, 2, 3, 3],
        [4, 4, 5, 5, 6, 6],
      ],
    ],
  ])('%s', (_, asked, expected) => {
    expect(rows(asked)).toEqual(expected);
  });

  test('placed on a background', () => {
    const placement: Rect = { left: 1, top: 1, right: 4, bottom: 3 };
    const white = 255;
    expect(rows({ size: [5, 3], placement, background: [1, 1, 1] })).toEqual([
      [white, white, white, white, white],
      [white, 1, 2, 3, white],
      [white, 4, 5, 6, white],
    ]);
    expect(rows({ size: [5, 3], placement })[0]).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('targets', () => {
  const gray: readonly HostPlane[] = [
    { data: Uint8Array.of(16, 126, 235, 255), pitch: 4 },
    { data: new Uint8Array(4).fill(128), pitch: 4 },
  ];
  const convert = (change: Partial<Wanted>): number[] => [
    ...referenceConversion(conversion({ from: 'nv12', to: 'rgbf32', width: 4, height: 1, ...change }), gray),
  ];

  test('floats are 0 … 1, and 1 at the most', () => {
    const [black, , , middle, , , white, , , whiter] = convert({});
    expect([black, white, whiter]).toEqual([0, 1, 1]);
    expect(middle).toBeCloseTo(110 / 219, 12);
  });

  test('normalised by channel', () => {
    const [r, g, b] = convert({ normalization: { mean: [0.5, 0.25, 0], std: [0.5, 0.25, 2] } });
    expect([r, g, b]).toEqual([-1, -1, 0]);
  });

  test('B before R, and opaque', () => {
    const red = conversion({
      from: 'yuv444',
      to: 'bgr24',
      width: 1,
      height: 1,
      color: { matrix: 'gbr', range: 'full' },
    });
    const planes = [1, 2, 3].map((code) => ({ data: Uint8Array.of(code), pitch: 1 }));
    expect([...referenceConversion(red, planes)]).toEqual([2, 1, 3]);
    const rgba: Conversion = { ...red, target: { ...red.target, format: 'rgba32' } };
    expect([...referenceConversion(rgba, planes)]).toEqual([3, 1, 2, 255]);
  });
});

test('what has no equations is refused, by name', () => {
  const ictcp = conversion({ from: 'p016', to: 'rgb48', width: 2, height: 2, color: { matrix: 'ictcp' } });
  expect(referenceCovers(ictcp)).toBe(false);
  expect(() => referenceConversion(ictcp, [])).toThrow(
    /The reference does not cover p016 2x2 \(10 bits, ictcp/,
  );
});

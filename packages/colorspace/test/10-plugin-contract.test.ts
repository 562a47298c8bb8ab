/** The contract suite: our plugins keep it, and it catches plugins that do not. */
import type { DevicePointer, Stream } from '@nvcodec/cuda-driver';
import { describe, expect, test } from 'vitest';
import {
  type ConversionPlugin,
  type Converter,
  light,
  passthrough,
  type SourceImage,
  scale,
  yuvToRgb,
} from '../src/index.js';
import { pluginContract } from '../src/testing/index.js';
import { conversion } from './support/conversions.js';
import { environment } from './support/environment.js';

const odd = { width: 175, height: 143 };
const cropped = { width: 64, height: 48, crop: { left: 3, top: 5, right: 60, bottom: 42 } };

const small = { width: 27, height: 19 };
const placed = { size: [40, 30], placement: { left: 3, top: 5, right: 39, bottom: 29 } } as const;
const pq = { matrix: 'bt2020nc', primaries: 'bt2020', transfer: 'smpte2084' } as const;

const suites = [
  pluginContract(passthrough, environment, [
    conversion({ from: 'nv12', to: 'nv12', ...odd }),
    conversion({ from: 'yuv444p16', to: 'yuv444p16', ...cropped }),
  ]),
  pluginContract(yuvToRgb, environment, [
    conversion({ from: 'nv12', to: 'rgb24', ...odd }),
    conversion({ from: 'p016', to: 'rgb24', ...odd }),
    conversion({ from: 'nv12', to: 'rgb444p', ...cropped }),
    conversion({ from: 'yuv444p16', to: 'rgb48', ...odd }),
  ]),
  pluginContract(scale, environment, [
    conversion({ from: 'nv12', to: 'rgb24', ...small, size: [31, 40], rotation: 90, filter: 'lanczos3' }),
    conversion({ from: 'p216', to: 'gray16', ...small, size: [9, 40], filter: 'area', mirrored: true }),
    conversion({ from: 'yuv444', to: 'rgb444pf16', ...small, ...placed }),
  ]),
  pluginContract(light, environment, [
    conversion({ from: 'p016', to: 'rgb24', ...small, color: pq, toneMapping: { operator: 'bt2390' } }),
    conversion({
      from: 'nv12',
      to: 'rgbf32',
      ...small,
      size: [40, 20],
      targetColor: { transfer: 'linear' },
    }),
  ]),
];
for (const { name, run } of suites.flat()) test(name, run);

describe('a plugin that breaks the contract is found out', () => {
  const wanted = conversion({ from: 'nv12', to: 'nv12', width: 32, height: 16 });

  /** Passthrough with a part of its converter replaced. */
  function spoiled(change: (converter: Converter) => Partial<Converter>): ConversionPlugin {
    return {
      ...passthrough,
      create(context, asked) {
        const converter = passthrough.create(context, asked);
        const { name, layout } = converter;
        return {
          name,
          layout,
          convert: (source, target, stream) => converter.convert(source, target, stream),
          close: () => converter.close(),
          [Symbol.dispose]: () => converter.close(),
          ...change(converter),
        };
      },
    };
  }

  function failures(plugin: ConversionPlugin): string[] {
    const messages: string[] = [];
    for (const { run } of pluginContract(plugin, environment, [wanted])) {
      try {
        run();
      } catch (error) {
        messages.push(String(error));
      }
    }
    return messages;
  }

  test('the unspoiled one is not', () => {
    expect(failures(spoiled(() => ({})))).toEqual([]);
  });

  test('writing one byte too far', () => {
    const plugin = spoiled((converter) => ({
      convert(source: SourceImage, target: DevicePointer, stream: Stream) {
        converter.convert(source, (target + 1n) as DevicePointer, stream);
      },
    }));
    expect(failures(plugin).join('\n')).toMatch(/wrote 0 bytes after the end of its target \(nv12 32x16\)/);
  });

  test('writing nothing', () => {
    expect(failures(spoiled(() => ({ convert() {} }))).join('\n')).toMatch(
      /row 0, sample 0 depends on what was in/,
    );
  });

  test('reading the wrong place', () => {
    const plugin = spoiled((converter) => ({
      convert({ pointer, pitchBytes }: SourceImage, target: DevicePointer, stream: Stream) {
        converter.convert(
          { pointer: (pointer + BigInt(pitchBytes)) as DevicePointer, pitchBytes },
          target,
          stream,
        );
      },
    }));
    expect(failures(plugin).join('\n')).toMatch(/and the reference says/);
  });

  test('working after it was closed', () => {
    expect(failures(spoiled(() => ({ close() {} }))).join('\n')).toMatch(/must throw DisposedError/);
  });

  test('a wrong layout', () => {
    const plugin = spoiled(({ layout }) => ({ layout: { ...layout, shape: [1] } }));
    expect(failures(plugin).join('\n')).toMatch(/layout must be imageLayout\(nv12, 32, 16\)/);
  });

  test('working in another stream than the one given', () => {
    using other = environment().context.createStream();
    const plugin = spoiled((converter) => ({
      convert(source: SourceImage, target: DevicePointer) {
        converter.convert(source, target, other);
        other.synchronize();
      },
    }));
    expect(failures(plugin).join('\n')).toMatch(/in one busy stream came out other than each alone/);
  });

  test('leaving a context current', () => {
    const { context } = environment();
    const plugin = spoiled((converter) => ({
      convert(source: SourceImage, target: DevicePointer, stream: Stream) {
        converter.convert(source, target, stream);
        context.makeCurrent();
      },
    }));
    expect(failures(plugin).join('\n')).toMatch(/leaves another context current on the thread/);
    context.driver.check(context.driver.raw.cuCtxSetCurrent(0n), 'cuCtxSetCurrent');
  });
});

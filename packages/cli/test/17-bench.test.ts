import { describe, expect, it } from 'vitest';
import { spread } from '../src/report/statistics.js';
import { device, fixture, gpu, nvcodec } from './support/cli.js';

const SHORT = ['--seconds', '0.3', '--rounds', '2', '--device', device];

describe('nvcodec bench', () => {
  it('measures several players at once', async () => {
    const args = ['bench', fixture('clip.mp4'), ...SHORT, '--sessions', '2', '--limit-fps', '1000', '--json'];
    const { code, stdout, stderr } = await nvcodec(args);
    expect(code, stderr).toBe(0);
    const result = JSON.parse(stdout.toString()) as {
      sessions: number;
      device: { kind: string };
      format: string;
      fps: { median: number; least: number; most: number };
      cpuMicrosecondsPerFrame: { median: number };
      limit: { percent: number };
    };
    expect(result).toMatchObject({ sessions: 2, device: { kind: gpu ? 'gpu' : 'soft' }, format: 'nv12' });
    expect(result.fps.least).toBeGreaterThan(0);
    expect(result.fps.median).toBeLessThanOrEqual(result.fps.most);
    expect(result.cpuMicrosecondsPerFrame.median).toBeGreaterThan(0);
    expect(result.limit.percent).toBeCloseTo(result.fps.median / 10, 6);
  });

  it('says it in words', async () => {
    const { code, stdout } = await nvcodec(['bench', fixture('vp8.webm'), ...SHORT, '--format', 'rgb24']);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/vp8 176x144 to rgb24/);
    expect(stdout.toString()).toMatch(/fps +\d+\.\d \(\d+\.\d to \d+\.\d\)/);
    expect(stdout.toString()).toMatch(/CPU per frame +\d+ /);
  });

  it('refuses formats that there are not', async () => {
    const { code, words } = await nvcodec(['bench', fixture('vp8.webm'), '--format', 'yuv']);
    expect(code).toBe(2);
    expect(words).toEqual([expect.stringContaining('nv12, p016')]);
  });
});

describe('the spread of measurements', () => {
  it('is median, least and most', () => {
    expect(spread([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
    expect(spread([4, 1, 2, 3])).toEqual({ median: 2.5, least: 1, most: 4 });
    expect(() => spread([])).toThrow(RangeError);
  });
});

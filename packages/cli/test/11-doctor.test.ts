import { describe, expect, it } from 'vitest';
import { nvcodec } from './support/cli.js';

/** As on a machine without a GPU, whatever this one has. */
const NO_DRIVER = { NVCODEC_LIBCUDA: '/nowhere/libcuda.so.1' };

describe('nvcodec doctor', () => {
  it('says what is missing and how to get it, and what works all the same', async () => {
    const { code, stdout, stderr } = await nvcodec(['doctor'], { env: NO_DRIVER });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const text = stdout.toString();
    expect(text).toMatch(/missing +NVIDIA driver/);
    expect(text).toContain('/nowhere/libcuda.so.1');
    expect(text).toContain('Install');
    expect(text).toMatch(/ok +soft driver/);
    expect(text).toMatch(/ok +FFmpeg +libavformat \d+/);
    expect(text).toMatch(/hevc +4:2:0 +8 10 12 .* nv12/);
    expect(text).toContain('decoded in software');
  });

  it('shows limits that the driver is given', async () => {
    const env = { ...NO_DRIVER, NVCODEC_SOFT_CAPS: 'hevc=none;h264=min:48x16,max:4096x2048' };
    const { stdout } = await nvcodec(['doctor', '--device', 'soft'], { env });
    expect(stdout.toString()).not.toMatch(/^ +hevc/m);
    expect(stdout.toString()).toMatch(/h264 +4:2:0 .* 48x16 +4096x2048/);
  });

  it('tells the same as JSON', async () => {
    const { code, stdout } = await nvcodec(['doctor', '--json'], { env: NO_DRIVER });
    expect(code).toBe(0);
    const report = JSON.parse(stdout.toString()) as {
      driver: { found: boolean };
      soft: { found: boolean; caps: unknown[] };
    };
    expect(report.driver.found).toBe(false);
    expect(report.soft.found).toBe(true);
    expect(report.soft.caps.length).toBeGreaterThan(10);
  });

  it('ends with 3 when the GPU asked for is not there', async () => {
    const { code, words } = await nvcodec(['doctor', '--device', '0'], { env: NO_DRIVER });
    expect(code).toBe(3);
    expect(words).toEqual(['nvcodec: there is no device 0']);
  });
});

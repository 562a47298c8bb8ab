import { describe, expect, it } from 'vitest';
import { device, fixture, nvcodec } from './support/cli.js';
import { hashesOf } from './support/golden.js';

interface Info {
  video: number;
  tracks: {
    kind: string;
    codec: string;
    width: number;
    height: number;
    language: string | null;
    rotation: number;
  }[];
  keyframes?: { count: number; timestamps?: number[] };
  countedFrames?: number;
  decoder?: { hardware: boolean; device: { kind: string }; hdr: { contentLight?: object } };
}

async function info(name: string, ...options: string[]): Promise<Info> {
  const { code, stdout, stderr } = await nvcodec(['info', fixture(name), '--json', ...options]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout.toString()) as Info;
}

describe('nvcodec info', () => {
  it('tells tracks, codec, colour, duration and keyframes in words', async () => {
    const { code, stdout, stderr } = await nvcodec(['info', fixture('clip.mp4')]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const text = stdout.toString();
    expect(text).toMatch(/codec +h264, High/);
    expect(text).toMatch(/size +640x360/);
    expect(text).toMatch(/colour +matrix BT.709, primaries BT.709, transfer BT.709, limited range/);
    expect(text).toMatch(/frame rate +30 fps/);
    expect(text).toMatch(/duration +0:06.000/);
    expect(text).toMatch(/keyframes +3, every 2 s/);
  });

  it('tells the same as JSON', async () => {
    const { tracks, video, keyframes } = await info('two-tracks.mp4');
    expect(tracks.map((track) => track.kind)).toEqual(['video', 'video', 'audio']);
    expect(tracks[video]).toMatchObject({ codec: 'h264', width: 320, height: 240, language: 'eng' });
    expect(keyframes?.count).toBeGreaterThan(0);
    expect(keyframes?.timestamps).toBeUndefined();
  });

  it('lists keyframes, or leaves them alone', async () => {
    const { keyframes } = await info('clip.mp4', '--keyframes');
    expect(keyframes).toEqual({ count: 3, timestamps: [0, 2, 4] });
    expect((await info('clip.mp4', '--no-keyframes')).keyframes).toBeUndefined();
  });

  it('counts from the start of the video, and tells where on its clock that is', async () => {
    const { keyframes } = await info('mpeg2.ts', '--keyframes');
    expect(keyframes?.timestamps).toEqual([0, 0.48, 0.96]);
    const { stdout } = await nvcodec(['info', fixture('mpeg2.ts')]);
    expect(stdout.toString()).toMatch(/start +0:01\.440/);
  });

  it('counts the frames when asked to, where no container does', async () => {
    expect((await info('h264.h264')).countedFrames).toBeUndefined();
    expect(await info('h264.h264', '--count', '--device', device)).toMatchObject({ countedFrames: 30 });
    // Its edit list hides frames that the container counts.
    const shown = hashesOf(fixture('edit-list.mp4.framemd5')).length;
    const { stdout } = await nvcodec(['info', fixture('edit-list.mp4'), '--count', '--device', device]);
    expect(stdout.toString()).toMatch(new RegExp(`frames +${shown} \\(counted\\)`));
  });

  it('finds keyframes in a stream without an index', async () => {
    const { keyframes } = await info('h264.h264');
    expect(keyframes?.count).toBe(2);
  });

  it('tells rotation', async () => {
    const { tracks, video } = await info('rotated.mp4');
    expect(Math.abs(tracks[video]?.rotation ?? 0)).toBe(90);
  });

  it('tells fields, and high dynamic range: of the bitstream when a device is named', async () => {
    const words = async (...args: string[]): Promise<string> =>
      (await nvcodec(['info', ...args])).stdout.toString();
    expect(await words(fixture('mpeg2.ts'))).toMatch(/fields +interlaced, top field first/);
    const text = await words(fixture('hevc10.mkv'), '--device', 'soft');
    expect(text).toMatch(
      /mastering display +0\.005 to 1000 cd\/m², red 0\.68,0\.32, green 0\.265,0\.69, blue 0\.15,0\.06, white 0\.3127,0\.329/,
    );
    expect(text).toMatch(/light level +MaxCLL 1000, MaxFALL 400 cd\/m²/);
    const { decoder } = await info('hevc10.mkv', '--device', 'soft');
    expect(decoder?.hdr.contentLight).toEqual({ maxContentLightLevel: 1000, maxFrameAverageLightLevel: 400 });
    expect(await words(fixture('clip.mp4'), '--device', 'soft')).not.toMatch(/fields|light|Dolby|HDR/);
  });

  it('takes the track asked for', async () => {
    expect((await info('two-tracks.mp4', '--track', '0')).video).toBe(0);
    const { code, words } = await nvcodec(['info', fixture('two-tracks.mp4'), '--track', '2']);
    expect(code).toBe(2);
    expect(words).toEqual([expect.stringContaining('has 2 video tracks')]);
  });

  it('opens a decoder only when a device is named', async () => {
    expect((await info('clip.mp4')).decoder).toBeUndefined();
    expect((await info('clip.mp4', '--device', 'soft')).decoder).toMatchObject({
      hardware: false,
      device: { kind: 'soft' },
    });
  });
});

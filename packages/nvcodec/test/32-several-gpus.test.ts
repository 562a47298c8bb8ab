/** Sessions on several GPUs, for which the soft driver with two devices stands in. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { softCudaPath, softCuvidPath } from '@nvcodec/soft-driver';
import { describe, expect, it } from 'vitest';
import { corpus, pathOf } from './corpus.js';

const clip = corpus().find(({ file }) => file === 'h264-gop15.mp4');
if (clip === undefined) throw new Error('the corpus lacks its clip');
const file = pathOf(clip);

/** What `body` prints, with a Player of each of these devices as `player`, or the error of its opening. */
function play(devices: readonly unknown[], body: string): unknown[] {
  const program = `
    import { Player } from 'nvcodec';
    const gpuDriver = { cuda: ${JSON.stringify(softCudaPath)}, cuvid: ${JSON.stringify(softCuvidPath)} };
    for (const device of ${JSON.stringify(devices)}) {
      try {
        const player = await Player.open(${JSON.stringify(file)}, { device, sessions: 4, gpuDriver });
        ${body}
        await player.close();
      } catch ({ name, message }) {
        console.log(JSON.stringify({ name, message }));
      }
    }
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, NVCODEC_SOFT_DEVICES: '2' },
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('several GPUs', () => {
  it('share one video, and each frame says where it lies', () => {
    const seen = play(
      ['all', [0, 1], [1]],
      `
        const places = new Set();
        const wanted = device === 'all' ? 2 : device.length;
        let seen;
        // The first session may have made all before the others are open.
        do {
          seen = [];
          for await (const frame of player.frames({ start: 0 })) {
            seen.push(frame.index);
            places.add(frame.tensor.deviceIndex);
            const [sample] = await frame.download();
            if (sample === undefined) throw new Error('an empty frame');
            frame.close();
          }
        } while (places.size < wanted);
        console.log(JSON.stringify({ seen: seen.length, last: seen.at(-1), places: [...places].sort() }));
      `,
    );
    const all = { seen: clip.frames, last: clip.frames - 1 };
    expect(seen).toEqual([
      { ...all, places: [0, 1] },
      { ...all, places: [0, 1] },
      { ...all, places: [1] },
    ]);
  });

  it('must be there', () => {
    const [third, none] = play([[0, 2], []], 'console.log(1);');
    expect(third).toEqual({ name: 'NoSuchDeviceError', message: expect.stringMatching(/0 to 1/) });
    expect(none).toEqual({ name: 'RangeError', message: expect.stringMatching(/device: the list is empty/) });
  });
});

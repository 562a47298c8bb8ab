/** Who is forgotten gives everything back, and who was opened with a signal ends with it. */
import { readdirSync, readlinkSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Player, Screenshoter } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { device, fixture, keepContext } from './support.js';

keepContext();
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const clip = fixture('clip.mp4');
const faces = [
  ['Player', Player],
  ['Screenshoter', Screenshoter],
] as const;

/** How often this process, all its threads, has the clip open. */
function timesOpen(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === clip;
    } catch {
      return false;
    }
  }).length;
}

describe.each(faces)('a %s', (_, face) => {
  it('that is forgotten is closed by the garbage collector', async () => {
    const open = async (): Promise<void> => void (await face.open(clip, { device }));
    for (let i = 0; i < 3; i++) await open();
    expect(timesOpen()).toBe(3);
    await expect
      .poll(
        () => {
          collectGarbage();
          return timesOpen();
        },
        { timeout: 20_000 },
      )
      .toBe(0);
  });
});

describe('the signal that a video was opened with', () => {
  const reason = new Error('enough');

  it('ends what a Player does later', async () => {
    const controller = new AbortController();
    await using player = await Player.open(clip, { device, signal: controller.signal });
    (await player.frameAt(1)).close();
    controller.abort(reason);
    await expect(player.frameAt(1)).rejects.toBe(reason);
    await expect(player.seek(1)).rejects.toBe(reason);
    await expect(player.index()).rejects.toBe(reason);
    await expect(player.frames().next()).rejects.toBe(reason);
  });

  it('ends what a Screenshoter does later', async () => {
    const controller = new AbortController();
    await using shots = await Screenshoter.open(clip, { device, signal: controller.signal });
    (await shots.screenshot(1)).close();
    controller.abort(reason);
    await expect(shots.screenshot(1)).rejects.toBe(reason);
    await expect(shots.screenshots({ every: 1 }).next()).rejects.toBe(reason);
  });
});

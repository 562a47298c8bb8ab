/** VC-1 in its advanced profile, and in its main profile as WMV3, whose header only the container has. */
import { Player } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { device, fixture, golden, keepContext, planarMd5 } from './support.js';

keepContext();

async function hashes(player: Player, indices?: readonly number[]): Promise<string[]> {
  const frames = indices === undefined ? player.frames() : player.framesAtIndices(indices);
  const found: string[] = [];
  for await (using frame of frames) found.push(await planarMd5(frame, player.info));
  return found;
}

describe.each(['vc1.mkv', 'wmv3.wmv'])('%s', (name) => {
  const expected = golden(name);

  it('gives the frames of FFmpeg’s decoder, with their timestamps', async () => {
    await using player = await Player.open(fixture(name), { device });
    expect(await hashes(player)).toEqual(expected.map(({ md5 }) => md5));
    expect([...(await player.index()).pts].map(Number)).toEqual(expected.map(({ pts }) => pts));
  });

  it('gives them in any order', async () => {
    await using player = await Player.open(fixture(name), { device });
    const asked = [11, 0, 4, 4, 9];
    expect(await hashes(player, asked)).toEqual(asked.map((i) => expected[i]?.md5));
  });
});

it('a file whose end FFmpeg’s demuxer calls an error gives every frame', async () => {
  await using player = await Player.open(fixture('wmv3.rcv'), { device });
  expect(await hashes(player)).toEqual(golden('wmv3.wmv').map(({ md5 }) => md5));
});

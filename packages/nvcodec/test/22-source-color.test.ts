/** Colours that the video states wrongly, or not at all, are read as the user says. */
import { DecodeSession, Player, Screenshoter } from 'nvcodec';
import { describe, expect, it } from 'vitest';
import { device, fixture, keepContext } from './support.js';

keepContext();

const clip = fixture('clip.mp4'); // states BT.709 in limited range

describe('sourceColor', () => {
  it('takes the place of what is stated, property by property', async () => {
    const sourceColor = { matrix: 'smpte170m', range: 'full' } as const;
    const stated = { primaries: 'bt709', transfer: 'bt709', chromaLocation: 'left' };
    await using player = await Player.open(clip, { device, sourceColor });
    expect(player.info.color).toEqual({ ...stated, ...sourceColor });
    using frame = await player.frameAt(0);
    expect(frame.color).toEqual({ ...stated, ...sourceColor });
    await using plain = await Player.open(clip, { device });
    expect(plain.info.color).toEqual({ ...stated, matrix: 'bt709', range: 'limited' });
  });

  it('is what conversions go by', async () => {
    using session = DecodeSession.open(clip, { device, sourceColor: { range: 'full' } });
    using decoded = session.frameAt(1);
    using gray = session.frameAt(1, { format: 'gray' });
    const { width, height } = gray;
    const luma = decoded.downloadSync().subarray(0, width * height);
    // In full range luma is grey as it is.
    expect(gray.downloadSync()).toEqual(luma);

    await using shots = await Screenshoter.open(clip, { device, format: 'gray' });
    using limited = await shots.screenshot(1, { accurate: true });
    const black = 16;
    const stretched = luma.map((code) =>
      Math.min(255, Math.max(0, Math.round(((code - black) * 255) / 219))),
    );
    expect(await limited.download()).toEqual(stretched);
  });

  it.each([
    [{ matrix: 'bt601' }, /matrix 'bt601' is none of .*smpte170m/],
    [{ range: 'tv' }, /range 'tv' is none of limited, full/],
    [{ colour: 'red' }, /'colour' is no property/],
  ])('%j is refused by name', (sourceColor, message) => {
    const options = { device, sourceColor: sourceColor as object };
    expect(() => DecodeSession.open(clip, options)).toThrow(TypeError);
    expect(() => DecodeSession.open(clip, options)).toThrow(message);
  });
});

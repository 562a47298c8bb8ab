// Decoding as a user does it: a DecodeSession on this thread, or a Player with its worker.
import { DecodeSession, Player } from '../../packages/nvcodec/dist/index.js';
import { checkFrame, checkPixels } from './checks.mjs';
import { device, sourceOf } from './inputs.mjs';

const MOST_FRAMES = 120;
const MOST_PIXELS = 100_000_000;

const half = ({ width, height }) => ({ width: Math.max(2, width / 2), height: Math.max(2, height / 2) });
const middle = ({ width, height }) => ({
  left: Math.floor(width / 3),
  top: Math.floor(height / 4),
  right: Math.floor(width / 3) + Math.ceil(width / 3),
  bottom: Math.floor(height / 4) + Math.ceil(height / 2),
});
const GEOMETRIES = [
  {},
  { cropping: middle },
  { targetSize: half },
  { targetSize: { width: 130, height: 94 } },
  { targetSize: { width: 200, height: 100 }, targetRect: { left: 3, top: 5, right: 151, bottom: 99 } },
];

function optionsOf({ settings }) {
  return {
    device,
    ...GEOMETRIES[settings.geometry],
    deinterlace: settings.deinterlace,
    numSurfaces: Number(settings.surfaces),
    onError: settings.strict === '1' ? 'throw' : 'conceal',
  };
}

const formatOf = ({ settings }) => (settings.format === '' ? undefined : settings.format);

/** Takes frames until there are enough; each is looked at, downloaded and closed. */
async function take(frames, random) {
  let count = 0;
  let pixels = 0;
  for await (const frame of frames) {
    try {
      checkFrame(frame);
      if (!random.onceIn(4)) checkPixels(frame, await frame.download());
    } finally {
      frame.close();
    }
    count += 1;
    pixels += frame.width * frame.height;
    if (count >= MOST_FRAMES || pixels > MOST_PIXELS) break;
  }
  return count;
}

export async function runSession(input) {
  const { random } = input;
  const session = DecodeSession.open(sourceOf(input), optionsOf(input));
  try {
    const format = formatOf(input);
    const count = await take(session.frames({ format }), random);
    const extent = session.info.duration ?? 2;
    for (let i = 0; i < 3; i++) {
      const picture = session.pictureAt(random.below(1000) * 0.0012 * extent, { accurate: random.onceIn(2) });
      if (picture !== null) {
        const frame = session.frame(picture, { format });
        checkFrame(frame);
        frame.close();
      }
    }
    await take(session.frames({ format, start: extent / 2, end: extent }), random);
    return `${count} frames`;
  } finally {
    session.close();
  }
}

export async function runPlayer(input) {
  const { random } = input;
  const player = await Player.open(sourceOf(input, false), optionsOf(input));
  try {
    const format = formatOf(input);
    const count = await take(player.frames({ format }), random);
    await player.seek(random.below(1000) * 0.001 * (player.info.duration ?? 2));
    await take(player.frames({ format }), random);
    return `${count} frames`;
  } finally {
    await player.close();
  }
}

// Stopping in the middle, and what goes wrong by name.
import { AvError, NoVideoTrackError, Player, UnsupportedCodecError } from 'nvcodec';
import { file } from './arguments.js';

const enough = new AbortController();
await using player = await Player.open(file, { signal: enough.signal });
let frames = 0;
try {
  for await (using _ of player.frames()) {
    if (++frames === 10) enough.abort(new Error('ten frames are enough'));
  }
} catch (error) {
  console.log(`stopped after ${frames} frames: ${(error as Error).message}`);
}

try {
  await using _ = await Player.open('no-such-file.mp4', { device: 0 });
} catch (error) {
  if (error instanceof AvError) console.log(`cannot be opened: ${error.message}`);
  else if (error instanceof NoVideoTrackError) console.log(`no video in it: ${error.message}`);
  else if (error instanceof UnsupportedCodecError) console.log(`not on this device: ${error.message}`);
  else throw error;
}

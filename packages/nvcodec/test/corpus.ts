/** The stress corpus (scripts/make-corpus.sh): clips in whose pictures their numbers can be read. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame } from 'nvcodec';

/** One clip, as corpus.json tells of it. */
export interface Clip {
  readonly file: string;
  readonly what: string;
  readonly codec: string;
  /** FFmpeg's name of the container. */
  readonly container: string;
  readonly width: number;
  readonly frames: number;
  /** The number in the first picture that is shown. */
  readonly firstNumber: number;
  /** Timestamps of all pictures as FFmpeg gives them. */
  readonly pts: readonly number[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = process.env.NVCODEC_CORPUS ?? join(root, '.corpus');

/** The clips; the corpus is made where it is missing, which needs ffmpeg. */
export function corpus(): readonly Clip[] {
  const list = join(folder, 'corpus.json');
  if (!existsSync(list))
    execFileSync('bash', [join(root, 'scripts/make-corpus.sh'), folder], { stdio: 'inherit' });
  return JSON.parse(readFileSync(list, 'utf8')).clips;
}

/** The path of a clip. */
export const pathOf = ({ file }: Clip): string => join(folder, file);

const BITS = 16;

/** The number in the picture: 16 blocks at the top left, least significant bit first, read at their centres. */
export function numberIn(frame: Frame): number {
  const pixels = frame.downloadSync();
  const [luma] = frame.layout.planes;
  if (luma === undefined) throw new Error('a frame without planes');
  const pitch = luma.pitchBytes / pixels.BYTES_PER_ELEMENT;
  const block = frame.width >= 256 ? 16 : 8;
  const middle = pixels instanceof Uint8Array ? 126 : 126 * 256;
  let number = 0;
  for (let bit = 0; bit < BITS; bit++) {
    let sum = 0;
    for (let y = block / 2 - 1; y <= block / 2; y++) {
      for (let x = block / 2 - 1; x <= block / 2; x++) sum += pixels[y * pitch + bit * block + x] ?? 0;
    }
    if (sum / 4 > middle) number |= 1 << bit;
  }
  return number;
}

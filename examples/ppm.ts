// The simplest image file there is: a line of text, then the pixels as a frame in rgb24 has them.
import { writeFile } from 'node:fs/promises';
import type { Frame } from 'nvcodec';

/** Downloads an rgb24 frame and writes it as a portable pixmap, which nearly every image program opens. */
export async function writePpm(path: string, frame: Frame): Promise<void> {
  const header = Buffer.from(`P6\n${frame.width} ${frame.height}\n255\n`);
  const pixels = (await frame.download()) as Uint8Array;
  await writeFile(path, Buffer.concat([header, pixels]));
  console.log(`${path}: ${frame.width}x${frame.height} at ${frame.timestamp.toFixed(3)} s`);
}

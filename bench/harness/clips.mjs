// The clips that are measured: those of make-clips.sh and make-clip.sh, lengthened without encoding as a part needs.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lengthened } from '../lengthened.mjs';

const bench = fileURLToPath(new URL('..', import.meta.url));

export const clipNames = ['h264', 'hevc', 'hevc10', 'vp9'].flatMap((codec) =>
  ['1080p', '4k'].flatMap((size) => ['gop30', 'gop250'].map((gop) => [codec, size, gop].join('-'))),
);

export class Clips {
  #folders = [];
  #long = new Map();

  /** Path of a clip, which is made when it is not there. @throws Error when it cannot be made. */
  path(name) {
    const [file, script, args] =
      name === 'h264-1080p-gop60'
        ? ['build/bench-1080p.mp4', 'make-clip.sh', []]
        : [`build/clips/${name}.mp4`, 'make-clips.sh', [name]];
    if (existsSync(join(bench, file))) return join(bench, file);
    const { status, stderr } = spawnSync('bash', [join(bench, script), ...args], { encoding: 'utf8' });
    if (status !== 0)
      throw new Error(`${name} is not there, and could not be made: ${stderr.trim().slice(-300)}`);
    return join(bench, file);
  }

  /** A file of at least `frames` pictures made of a clip; the same one each time. */
  long(name, frames) {
    const key = `${name} ${frames}`;
    if (!this.#long.has(key)) {
      const { file, folder } = lengthened(this.path(name), frames);
      this.#folders.push(folder);
      this.#long.set(key, file);
    }
    return this.#long.get(key);
  }

  /** `count` files of at least `frames` pictures each. */
  many(name, frames, count) {
    return this.#copies(Array(count).fill(this.long(name, frames)));
  }

  /** A file of its own for each of these clips, which may occur more than once. */
  each(names) {
    return this.#copies(names.map((name) => this.path(name)));
  }

  #copies(files) {
    const folder = this.folder();
    return files.map((file, i) => {
      const copy = join(folder, `${i}.mp4`);
      copyFileSync(file, copy);
      return copy;
    });
  }

  /** A folder that goes with the others. */
  folder() {
    const folder = mkdtempSync(join(tmpdir(), 'nvcodec-bench-'));
    this.#folders.push(folder);
    return folder;
  }

  remove() {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A source that a second demuxer can read while the first one stands where it is. Files and the like are opened again;
 * the functions of a custom source have one place, which is moved for whoever reads.
 */
import { statSync } from 'node:fs';
import type { CustomSource, Source } from '@nvcodec/demux-ffmpeg';

/** See the head of this file. */
export class ReopenableSource {
  readonly #source: Source;
  /** Whose place the custom source is at; undefined before the first opening. */
  #reader: object | undefined;
  #opened = false;

  constructor(source: Source) {
    this.#source = source;
  }

  /** @throws Error when the source can be read only once. */
  open(): Source {
    const source = this.#source;
    const again = this.#opened;
    this.#opened = true;
    if (typeof source === 'object' && 'read' in source) return this.#view(source);
    if (again && isPipe(source)) throw onlyOnce(`${String(source)} is no file`);
    return source;
  }

  #view(source: CustomSource): CustomSource {
    const { size, name } = source;
    const first = this.#reader === undefined;
    const seek = source.seek?.bind(source);
    if (seek === undefined && !first) {
      throw onlyOnce('the source has no seek()');
    }
    let offset = 0;
    const view: CustomSource = {
      ...(size === undefined ? {} : { size }),
      ...(name === undefined ? {} : { name }),
      read: (buffer) => {
        if (this.#reader !== view) seek?.(offset);
        this.#reader = view;
        const count = source.read(buffer);
        offset += count;
        return count;
      },
    };
    if (first) this.#reader = view;
    if (seek === undefined) return view;
    return Object.assign(view, {
      seek: (to: number) => {
        offset = to;
        this.#reader = view;
        seek(to);
      },
    });
  }
}

/** Opening one a second time would wait for another writer. */
function isPipe(source: Source): boolean {
  if (typeof source !== 'string' && !(source instanceof URL && source.protocol === 'file:')) return false;
  const stats = statSync(source, { throwIfNoEntry: false });
  return stats !== undefined && (stats.isFIFO() || stats.isSocket() || stats.isCharacterDevice());
}

function onlyOnce(why: string): Error {
  return new Error(`${why}: it cannot be read a second time, as an index needs it`);
}

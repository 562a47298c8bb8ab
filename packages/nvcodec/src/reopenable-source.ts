/**
 * A source that a second demuxer can read while the first one stands where it is. Files and the like are opened again;
 * the functions of a custom source have one place, which is moved for whoever reads.
 */
import type { CustomSource, Source } from '@nvcodec/demux-ffmpeg';

/** See the head of this file. */
export class ReopenableSource {
  readonly #source: Source;
  #reader: object | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  /** @throws Error when the source can be read only once. */
  open(): Source {
    const source = this.#source;
    return typeof source === 'object' && 'read' in source ? this.#view(source) : source;
  }

  #view(source: CustomSource): CustomSource {
    const { size, name } = source;
    const first = this.#reader === undefined;
    const seek = source.seek?.bind(source);
    if (seek === undefined && !first) {
      throw new Error('the source has no seek(): it cannot be read a second time, as an index needs it');
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

/**
 * NVCUVID's parser (driver 580) decodes every VP9 frame but shows nothing for a frame header that says "show an
 * existing frame". Here is kept which picture lies in which of VP9's eight reference slots, so that such a picture
 * can be shown without the parser, and a frame that refers to an empty slot, which the parser shows too, be left out.
 * Reads the uncompressed header, VP9 bitstream specification 6.2.
 */

const SLOTS = 8;
const KEY_FRAME = 0;
const ALL_SLOTS = 0xff;
const REFERENCES = 3;
const COLOR_SPACE_RGB = 7;

/** The start of a frame header, as far as it says what becomes of the reference slots. */
export type Vp9Frame =
  | { readonly shows: number }
  | {
      /** Bit i is set when the frame goes into slot i. */
      readonly refreshes: number;
      /** The slots that it is predicted from. */
      readonly refersTo: readonly number[];
    };

class Bits {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next `count` bits, most significant first; zeros past the end. */
  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#position++) {
      const byte = this.#bytes[this.#position >> 3] ?? 0;
      value = (value << 1) | ((byte >> (7 - (this.#position & 7))) & 1);
    }
    return value;
  }
}

function skipColorConfig(bits: Bits, profile: number): void {
  if (profile >= 2) bits.read(1);
  const rgb = bits.read(3) === COLOR_SPACE_RGB;
  const subsamplingCoded = (profile & 1) === 1;
  if (!rgb) bits.read(subsamplingCoded ? 4 : 1);
  else if (subsamplingCoded) bits.read(1);
}

/** @param frame one frame, not a superframe. */
export function readVp9Frame(frame: Uint8Array): Vp9Frame {
  const bits = new Bits(frame);
  bits.read(2);
  const profile = bits.read(1) | (bits.read(1) << 1);
  if (profile === 3) bits.read(1);
  if (bits.read(1) === 1) return { shows: bits.read(3) };
  const frameType = bits.read(1);
  const shown = bits.read(1) === 1;
  const errorResilient = bits.read(1) === 1;
  if (frameType === KEY_FRAME) return { refreshes: ALL_SLOTS, refersTo: [] };
  const intraOnly = !shown && bits.read(1) === 1;
  if (!errorResilient) bits.read(2);
  if (intraOnly) {
    bits.read(24);
    if (profile > 0) skipColorConfig(bits, profile);
  }
  const refreshes = bits.read(8);
  const refersTo = Array.from({ length: intraOnly ? 0 : REFERENCES }, () => bits.read(4) >> 1);
  return { refreshes, refersTo };
}

/** Which picture each reference slot holds. */
export class Vp9References {
  readonly #pictures: (number | undefined)[] = new Array(SLOTS).fill(undefined);

  /** The picture of a slot; undefined when nothing was decoded into it. */
  pictureIn(slot: number): number | undefined {
    return this.#pictures[slot];
  }

  /** Whether there is a picture in each of these slots. */
  has(slots: readonly number[]): boolean {
    return slots.every((slot) => this.#pictures[slot] !== undefined);
  }

  /** A frame was decoded as picture `index`. */
  refresh(slots: number, index: number): void {
    for (let slot = 0; slot < SLOTS; slot++) if ((slots >> slot) & 1) this.#pictures[slot] = index;
  }

  /** Nothing decoded so far can be referred to. */
  clear(): void {
    this.#pictures.fill(undefined);
  }
}

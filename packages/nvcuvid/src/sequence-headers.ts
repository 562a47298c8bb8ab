/**
 * The true display area of H.264 and HEVC. NVCUVID's parser (driver 580) drops the left and top of the cropping
 * rectangle: it tells an area that begins at 0, 0. The parameter set says what is right. It is looked for where
 * NVCUVID promises it, in CUVIDEOFORMATEX, and else among those that came by in the packets.
 */
import { unlessCutShort } from './bit-reader.js';
import { isH264Sequence, isH264Slice, readH264Window } from './h264-sequence.js';
import { isHevcSequence, isHevcSlice, readHevcWindow } from './hevc-sequence.js';
import { nalUnits } from './nal-units.js';
import type { Codec, Rect } from './names.js';
import type { SequenceWindow } from './sequence-window.js';

/** The parser's answer, to be set right. */
interface Told {
  readonly codedWidth: number;
  readonly codedHeight: number;
  readonly displayArea: Rect;
}

interface Syntax {
  readonly isSequence: (unit: Uint8Array) => boolean;
  readonly isSlice: (first: number) => boolean;
  readonly readWindow: (unit: Uint8Array) => SequenceWindow;
}

const syntaxes: Partial<Record<Codec, Syntax>> = {
  h264: { isSequence: isH264Sequence, isSlice: isH264Slice, readWindow: readH264Window },
  hevc: { isSequence: isHevcSequence, isSlice: isHevcSlice, readWindow: readHevcWindow },
};

/** How many different parameter sets of a stream are remembered. */
const mostHeaders = 8;
/** The cropping lies before this byte, whatever scaling lists there are. */
const mostBytes = 1024;

/** The parameter sets of one stream. */
export class SequenceHeaders {
  readonly #syntax: Syntax;
  /** Copies of whole NAL units, the newest last. */
  readonly #seen: Uint8Array[] = [];

  constructor(syntax: Syntax) {
    this.#syntax = syntax;
  }

  /** For a codec's stream; undefined where NVCUVID's area needs no correction. */
  static of(codec: Codec): SequenceHeaders | undefined {
    const syntax = syntaxes[codec];
    return syntax && new SequenceHeaders(syntax);
  }

  /**
   * Remembers the parameter sets in a packet. Not found are one that is split over two packets, and one of a second access
   * unit in a packet that begins with a slice.
   */
  note(packet: Uint8Array): void {
    // Most packets are nothing but slices, and are not searched.
    if (startsWith001(packet) && this.#syntax.isSlice(packet[packet[2] === 1 ? 3 : 4] ?? 0)) return;
    for (const unit of nalUnits(packet)) {
      if (!this.#syntax.isSequence(unit)) continue;
      const header = unit.subarray(0, mostBytes);
      if (this.#seen.some((other) => Buffer.compare(other, header) === 0)) continue;
      this.#seen.push(Uint8Array.from(header));
      if (this.#seen.length > mostHeaders) this.#seen.shift();
    }
  }

  /**
   * The area to show: that of the parameter set which agrees with what the parser told, or the told one where none
   * does, or where two do that differ.
   *
   * @param raw the sequence header in CUVIDEOFORMATEX, empty when there is none.
   */
  displayArea(told: Told, raw: Uint8Array): Rect {
    if (told.displayArea.left !== 0 || told.displayArea.top !== 0) return told.displayArea;
    const given = [...nalUnits(raw)].filter((unit) => this.#syntax.isSequence(unit));
    return this.#agreeing(told, given) ?? this.#agreeing(told, this.#seen) ?? told.displayArea;
  }

  #agreeing(told: Told, units: readonly Uint8Array[]): Rect | undefined {
    const areas = units.flatMap((unit) => {
      const window = this.#windowOf(unit);
      return window !== undefined && agrees(told, window) ? [window.area] : [];
    });
    const [first, ...others] = areas;
    const unique = others.every(({ left, top }) => left === first?.left && top === first.top);
    return unique ? first : undefined;
  }

  /** Undefined for a damaged parameter set: whether the stream can be decoded is NVCUVID's to say. */
  #windowOf(unit: Uint8Array): SequenceWindow | undefined {
    return unlessCutShort(() => this.#syntax.readWindow(unit));
  }
}

/** Whether a start code is at the very beginning, of three bytes or four. */
function startsWith001(packet: Uint8Array): boolean {
  return packet[0] === 0 && packet[1] === 0 && (packet[2] === 1 || (packet[2] === 0 && packet[3] === 1));
}

/**
 * Whether the told area is the window's, with left and top dropped or the whole moved to 0, 0. The parser may round
 * the coded size up to its blocks.
 */
function agrees({ displayArea, codedWidth, codedHeight }: Told, window: SequenceWindow): boolean {
  const { left, top, right, bottom } = window.area;
  const fits = window.codedWidth <= codedWidth && window.codedHeight <= codedHeight;
  const dropped = displayArea.right === right && displayArea.bottom === bottom;
  const moved = displayArea.right === right - left && displayArea.bottom === bottom - top;
  return fits && (dropped || moved);
}

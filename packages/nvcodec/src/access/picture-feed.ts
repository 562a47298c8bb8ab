/**
 * The one place in the stream where decoding stands: packets go into the decoder as pictures are asked for and no
 * further, and decoding can begin anew elsewhere.
 */
import { AvError, type Packet } from '@nvcodec/demux-ffmpeg';
import type { Picture } from '../decoding/picture.js';
import type { PictureDecoder } from '../decoding/picture-decoder.js';
import { accessPoint } from '../decoding/random-access.js';
import type { DecodingDevice } from '../device/decoding-device.js';
import { hasOwnTimes } from '../stream/own-times.js';
import { isSamePlace, type PacketPlace, type PacketStream } from '../stream/packet-stream.js';
import type { ScannedStream } from './scanned-stream.js';
import { ShownCheck } from './shown-check.js';
import { WantedPackets } from './wanted-packets.js';

export class PictureFeed {
  readonly stream: PacketStream;
  readonly #packets: WantedPackets;
  readonly #decoder: PictureDecoder;
  readonly #device: DecodingDevice;
  readonly #checkpoint: (() => void) | undefined;
  #flushed = false;
  /** A picture that came out and is not wanted yet. */
  #ahead: Picture | undefined;
  /** Pictures since decoding began at `#base`. */
  #given = 0;
  /** The number of the frame that comes out first; undefined after a seek by time. */
  #base: number | undefined = 0;
  #sinceFirst = true;
  #check: ShownCheck | undefined;
  #fresh = true;

  /** @param checkpoint called before each packet; throws to stop the work. */
  constructor(
    stream: PacketStream,
    decoder: PictureDecoder,
    device: DecodingDevice,
    checkpoint: (() => void) | undefined,
  ) {
    this.stream = stream;
    this.#packets = new WantedPackets(stream);
    this.#decoder = decoder;
    this.#device = device;
    this.#checkpoint = checkpoint;
  }

  /** How many frames come before the next one, by counting from where decoding began; undefined after a seek by time. */
  get position(): number | undefined {
    return this.#base === undefined ? undefined : this.#base + this.#given;
  }

  /**
   * The next picture in display order, the caller's to close; null at the end.
   * @param reading all that follow are wanted too: some are decoded while this one is used, one more with each picture.
   */
  next(reading = false): Picture | null {
    const picture = this.#ahead ?? this.#decode(reading ? Math.min(this.#given, this.#decoder.lookAhead) : 0);
    this.#ahead = undefined;
    if (picture !== null) this.#given++;
    return picture;
  }

  /** The picture that `next` will give, still the feed's. */
  peek(): Picture | null {
    this.#ahead ??= this.#decode() ?? undefined;
    return this.#ahead ?? null;
  }

  /** Gives the last picture back, to come again. */
  putBack(picture: Picture): void {
    this.#ahead = picture;
    this.#given--;
  }

  /** Whether decoding began at the first packet: what comes out is then right by definition. */
  get sinceFirst(): boolean {
    return this.#sinceFirst;
  }

  /** Whether nothing was taken yet and nothing sought: all is to come as it was opened. */
  get fresh(): boolean {
    return this.#fresh && this.position === 0;
  }

  /** Whether the decoder has left out a picture since the last `seek`, as far as can be seen. */
  get lost(): boolean {
    return this.#check?.lost ?? false;
  }

  /**
   * Begins at the keyframe that the picture shown at `pts` needs.
   * @returns false when it cannot be known that what comes out is what would have come, with the same time, from the start.
   */
  seek(pts: bigint): boolean {
    this.#reset();
    const landed = this.stream.seek(pts);
    if (landed !== null && this.#isFirst(landed)) this.#standAtFirst();
    if (!hasOwnTimes(this.stream)) return false;
    return landed === null || this.#sinceFirst || (landed.pts !== null && this.#beginsClean());
  }

  /** Until the next seek, feeding ends where only pictures shown at or after `pts` are still to come. */
  stopAt(pts: bigint): void {
    this.#packets.stopAt(pts);
  }

  /** Begins at the first packet. */
  rewind(): void {
    this.#reset();
    this.stream.rewind();
    this.#standAtFirst();
  }

  /**
   * Begins at a packet from which frame `wanted` comes out right, as near as the container allows.
   * @param below only packets with a lower number.
   * @returns the number of that packet.
   */
  restart({ restarts, timed, index }: ScannedStream, wanted: number, below: number): number {
    const able = restarts.filter(({ from, packet }) => from <= wanted && packet < below);
    const best = able.at(-1);
    this.#reset();
    for (const landed of best === undefined ? [] : this.#landings(best.place)) {
      const found = able.find(({ place }) => isSamePlace(place, landed));
      if (found === undefined) continue;
      if (!timed) this.#device.context.run(() => this.#decoder.reset(index.pts[found.from] ?? 0n));
      if (found.packet === 0) this.#standAtFirst();
      else this.#base = found.from;
      return found.packet;
    }
    this.rewind();
    return 0;
  }

  /** The picture of the packet that is read next, decoded without any other. */
  decodeAlone(): Picture | null {
    const packet = this.#packets.take();
    if (packet === null) return null;
    this.#device.context.run(() => {
      parseAndClose(this.#decoder, packet);
      this.#decoder.flush();
    });
    this.#flushed = true;
    return this.next();
  }

  close(): void {
    this.#ahead?.close();
    this.#ahead = undefined;
    this.#packets.close();
  }

  /** Where the container leads to for a packet: by its time, then by its byte. */
  *#landings({ pts, dts, position }: PacketPlace): IterableIterator<PacketPlace> {
    const { stream } = this;
    const time = pts ?? dts;
    const byTime = time === null ? null : attempt(() => stream.land(time, 'keyframe-before'));
    if (byTime !== null) yield byTime;
    const byByte = position === null ? null : attempt(() => stream.land(BigInt(position), 'byte'));
    if (byByte !== null) yield byByte;
  }

  #isFirst(place: PacketPlace): boolean {
    const { first } = this.stream;
    return first !== undefined && isSamePlace(place, first);
  }

  #decode(left = 0): Picture | null {
    for (;;) {
      const picture = this.#decoder.take(this.#flushed ? 0 : left);
      if (picture !== undefined) {
        this.#check?.shown(picture.pts);
        return picture;
      }
      if (this.#flushed) {
        this.#packets.throwFailure();
        this.#check?.ended();
        return null;
      }
      this.#feed();
    }
  }

  #feed(): void {
    this.#checkpoint?.();
    const packet = this.#packets.next();
    this.#flushed = packet === null;
    if (packet !== null) this.#check?.fed(packet);
    this.#device.context.run(() => {
      if (packet === null) this.#decoder.flush();
      else parseAndClose(this.#decoder, packet);
    });
  }

  #beginsClean(): boolean {
    const packet = this.#packets.peek();
    if (packet === null) return true;
    const { codec } = this.stream.plan;
    const access = accessPoint(codec, packet.data);
    const reorders = codec === 'h264' || codec === 'hevc';
    if (access?.closed === false && reorders && packet.pts !== null) this.#check = new ShownCheck(packet.pts);
    return access?.recovery === 0;
  }

  /** Throws away what is inside. `pts`: where pictures without any timestamp go on. */
  #reset(pts: bigint = this.stream.track.startPts ?? 0n): void {
    this.close();
    this.#packets.reset();
    this.#device.context.run(() => this.#decoder.reset(pts));
    this.#fresh = false;
    this.#flushed = false;
    this.#given = 0;
    this.#base = undefined;
    this.#sinceFirst = false;
    this.#check = undefined;
  }

  #standAtFirst(): void {
    this.#base = 0;
    this.#sinceFirst = true;
  }
}

/** Null where the container cannot seek like that. */
function attempt(land: () => PacketPlace | null): PacketPlace | null {
  try {
    return land();
  } catch (error) {
    if (error instanceof AvError) return null;
    throw error;
  }
}

function parseAndClose(decoder: PictureDecoder, packet: Packet): void {
  try {
    decoder.parse(packet);
  } finally {
    packet.close();
  }
}

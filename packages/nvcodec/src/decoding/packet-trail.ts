/**
 * Follows packets through the parser to the pictures that are shown, and makes up for what NVCUVID's parser does
 * otherwise than FFmpeg's decoders, so that both drivers come out the same: it sorts timestamps (decode-order.ts), shows
 * pictures of a broken start (unshown-pictures.ts), and shows pictures that are not coded (mpeg4-vop.ts).
 */
import type { Packet } from '@nvcodec/demux-ffmpeg';
import type { Codec, DisplayInfo, PictureParameters } from '@nvcodec/nvcuvid';
import { DecodeOrder, decodesAtOnce } from './decode-order.js';
import { H264Fields } from './h264-fields.js';
import { Mpeg4Vops } from './mpeg4-vop.js';
import { PacketTimes, type PictureTime, type TimingFacts } from './packet-times.js';
import { type UnshownPictures, unshownPictures } from './unshown-pictures.js';

/** What the parser tells of a field without its second one, which FFmpeg does not show in H.264. */
const UNPAIRED = -1;

export class PacketTrail {
  readonly #codec: Codec;
  readonly #parser: TimingFacts['parser'];
  readonly #times: PacketTimes;
  readonly #order: DecodeOrder | undefined;
  readonly #vops: Mpeg4Vops | undefined;
  /** Looked at where timestamps are missing. */
  readonly #fields: H264Fields | undefined;
  #unshown: UnshownPictures | undefined;

  constructor(codec: Codec, timing: TimingFacts) {
    const sorts = timing.parser === 'sorts';
    this.#codec = codec;
    this.#parser = timing.parser;
    this.#times = new PacketTimes(timing);
    this.#order = sorts && decodesAtOnce(codec) ? new DecodeOrder() : undefined;
    this.#vops = sorts && codec === 'mpeg4' ? new Mpeg4Vops() : undefined;
    this.#fields = codec === 'h264' ? new H264Fields() : undefined;
    this.#unshown = unshownPictures(this.#codec, this.#parser);
  }

  /** What the stream uses that NVDEC does not have, in words. */
  get beyond(): string | undefined {
    return this.#vops?.beyond;
  }

  /** Whether the parser is to be given the packet at all. */
  takes(packet: Packet): boolean {
    return this.#vops?.hasCoded(packet.data) !== false;
  }

  /** A packet is parsed next; what it returns is its timestamp for the parser. */
  parsing(packet: Packet): bigint | undefined {
    const secondField = packet.pts === null && this.#fields?.isSecondField(packet.data) === true;
    const role = this.#unshown?.parsing(this.#times.last + 1, packet.data, packet.key) ?? 'follows';
    const stamp = this.#times.add(packet, secondField ? 'second field' : role);
    this.#order?.parsing(this.#times.last);
    return stamp;
  }

  /** The parser has a picture decoded. */
  decoding({ pictureIndex, secondField }: PictureParameters): void {
    if (!secondField) this.#order?.decoding(pictureIndex);
  }

  /** The last packet shows a picture that was decoded before. */
  showingAgain(pictureIndex: number): void {
    this.#order?.decoding(pictureIndex);
  }

  /** The time of a picture that is due; undefined when it is not to be shown. */
  due({ pictureIndex, timestamp, repeatFirstField }: DisplayInfo): PictureTime | undefined {
    const order = this.#order;
    const packet = order === undefined ? this.#times.numberOf(timestamp) : order.packetOf(pictureIndex);
    // The soft driver leaves out what FFmpeg does.
    const isShown = order === undefined || packet === undefined || this.#unshown?.isShown(packet) !== false;
    const isWhole = this.#codec !== 'h264' || repeatFirstField !== UNPAIRED;
    if (!isShown || !isWhole) return undefined;
    const time = this.#times.take(timestamp, packet);
    return time.discard ? undefined : time;
  }

  /** Before a seek; `end` is where pictures without any timestamp go on. */
  reset(end: bigint): void {
    this.#times.reset(end);
    this.#order?.reset();
    this.#fields?.reset();
    this.#unshown = unshownPictures(this.#codec, this.#parser);
  }
}

/**
 * High dynamic range metadata of pictures: what the bitstream says, message by message, over what the container says.
 *
 * Each part is taken on its own, from the bitstream first, as colours are. Mastering display and content light level
 * hold from the picture that they come with until they change; before that, and after a seek, the first ones that were
 * seen hold, for many encoders write them once. HDR10+ is of one picture alone.
 */
import type { HdrMetadata, Packet } from '@nvcodec/demux-ffmpeg';
import {
  type Codec,
  type Hdr10Plus,
  HdrMessageReader,
  type HdrMessages,
  hasDolbyVisionRpu,
  readHdr10Plus,
  type SeiMessages,
  unlessCutShort,
} from '@nvcodec/nvcuvid';

/** What is known of a picture's high dynamic range; each part only where it is there. */
export interface FrameHdr extends HdrMetadata {
  /** Dynamic metadata of this picture, SMPTE ST 2094-40. */
  readonly hdr10Plus?: Hdr10Plus;
  /** The bitstream carries Dolby Vision's reference processing units, whatever the container says. */
  readonly dolbyVisionRpu?: true;
}

const NOTHING: FrameHdr = {};
/** Codecs whose pictures carry messages of their own. */
const WITH_MESSAGES: ReadonlySet<Codec> = new Set<Codec>(['h264', 'hevc', 'av1']);
/** Packets whose pictures may not have been shown yet; older ones never are. */
const WINDOW = 512;

/** BlockAddID of ITU-T T.35 metadata (Matroska, "Block Addition Mapping"), and the codes by which it is HDR10+. */
const T35_BLOCK = Buffer.from([0, 0, 0, 0, 0, 0, 0, 4, 0xb5, 0, 0x3c, 0, 1, 4]);

/** The HDR10+ metadata that a container carries beside a packet. */
export function hdr10PlusBeside(packet: Pick<Packet, 'sideData'>): Hdr10Plus | undefined {
  for (const { type, data } of packet.sideData) {
    if (type === 'dynamic_hdr10_plus') return unlessCutShort(() => readHdr10Plus(data));
    const isT35 = type === 'matroska_blockadditional' && T35_BLOCK.equals(data.subarray(0, T35_BLOCK.length));
    if (isT35) return unlessCutShort(() => readHdr10Plus(data.subarray(T35_BLOCK.length)));
  }
  return undefined;
}

/** Follows one stream through its decoder; see the head of this file. */
export class HdrTracker {
  readonly #codec: Codec;
  readonly #container: HdrMetadata;
  readonly #reader: HdrMessageReader;
  /** What held first, and what holds now. */
  #first: HdrMessages = {};
  #current: HdrMessages = {};
  /** What the picture in each decode surface has. */
  readonly #surfaces: FrameHdr[] = [];
  /** HDR10+ that came beside packets, by their timestamps; and the first. */
  readonly #beside = new Map<bigint, Hdr10Plus>();
  #firstBeside: Hdr10Plus | undefined;
  /** The surface whose messages came and whose decoding has not begun. */
  #told: number | undefined;
  #last: FrameHdr = NOTHING;
  /** What `#last` was made of, when that was nothing else. */
  #lastOf: HdrMessages | undefined;

  constructor(codec: Codec, container: HdrMetadata) {
    this.#codec = codec;
    this.#container = container;
    this.#reader = new HdrMessageReader(codec);
    this.#last = this.#merge(undefined);
  }

  /** Whether the parser is to be asked for messages. */
  get wantsMessages(): boolean {
    return WITH_MESSAGES.has(this.#codec);
  }

  /** What holds at the start of the stream, as far as it was fed. */
  get opening(): FrameHdr {
    const own = this.#surfaces.find((hdr) => hdr !== undefined) ?? this.#last;
    return withBeside(own, this.#firstBeside);
  }

  /** A packet goes to the parser with this timestamp. */
  packet(packet: Packet, timestamp: bigint | undefined): void {
    if (this.#codec === 'hevc' && this.#surfaces.length === 0 && hasDolbyVisionRpu(packet.data)) {
      this.#first = { ...this.#first, dolbyVisionRpu: true };
      this.#current = { ...this.#current, dolbyVisionRpu: true };
    }
    const dynamic = timestamp === undefined ? undefined : hdr10PlusBeside(packet);
    if (dynamic === undefined || timestamp === undefined) return;
    this.#firstBeside ??= dynamic;
    this.#beside.set(timestamp, dynamic);
    if (this.#beside.size > WINDOW) this.#beside.delete(this.#beside.keys().next().value ?? timestamp);
  }

  /** The messages of the picture that goes, or went, to a decode surface. */
  messages({ pictureIndex, messages }: SeiMessages): void {
    const { hdr10Plus, ...lasting } = this.#reader.read(messages);
    this.#first = { ...lasting, ...this.#first };
    this.#current = { ...this.#current, ...lasting };
    this.#surfaces[pictureIndex] = this.#merge(hdr10Plus);
    this.#told = pictureIndex;
  }

  /** A picture is decoded into a surface. */
  decoding(pictureIndex: number): void {
    if (this.#told !== pictureIndex) this.#surfaces[pictureIndex] = this.#merge(undefined);
    this.#told = undefined;
  }

  /** Of the picture that is shown. The same object as before while nothing changes. */
  shown(pictureIndex: number, timestamp: bigint): FrameHdr {
    const own = this.#surfaces[pictureIndex] ?? NOTHING;
    if (this.#beside.size === 0) return own;
    const beside = this.#beside.get(timestamp);
    this.#beside.delete(timestamp);
    return withBeside(own, beside);
  }

  /** Before a seek. */
  reset(): void {
    this.#current = this.#first;
    this.#told = undefined;
    this.#beside.clear();
  }

  #merge(hdr10Plus: Hdr10Plus | undefined): FrameHdr {
    if (hdr10Plus === undefined && this.#lastOf === this.#current) return this.#last;
    const parts = { ...this.#container, ...this.#current, ...(hdr10Plus && { hdr10Plus }) };
    if (!sameParts(parts, this.#last)) this.#last = parts;
    this.#lastOf = hdr10Plus === undefined ? this.#current : undefined;
    return this.#last;
  }
}

function withBeside(own: FrameHdr, beside: Hdr10Plus | undefined): FrameHdr {
  return own.hdr10Plus === undefined && beside !== undefined ? { ...own, hdr10Plus: beside } : own;
}

function sameParts(a: FrameHdr, b: FrameHdr): boolean {
  return (
    a.masteringDisplay === b.masteringDisplay &&
    a.contentLight === b.contentLight &&
    a.hdr10Plus === b.hdr10Plus &&
    a.dolbyVision === b.dolbyVision &&
    a.dolbyVisionRpu === b.dolbyVisionRpu
  );
}

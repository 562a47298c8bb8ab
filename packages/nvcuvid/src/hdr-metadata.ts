/**
 * What SEI messages (H.264, HEVC) and metadata OBUs (AV1) say of high dynamic range. The parser's callback hands them
 * over as bytes; here they become values in physical units. Two of the SEI messages NVCUVID's parser has read already:
 * they come as structs of nvcuvid.h.
 */
import { type Hdr10Plus, readHdr10Plus } from './hdr10-plus.js';
import { nalUnits } from './nal-units.js';
import type { Codec } from './names.js';
import { StructView } from './raw/struct-view.js';
import { type StructName, structs } from './raw/structs.js';
import type { SeiMessage } from './stream-messages.js';

/** A point of the CIE 1931 chromaticity diagram. */
export type Chromaticity = readonly [x: number, y: number];

/** Mastering display colour volume, SMPTE ST 2086: the display that the video was graded on. */
export interface MasteringDisplay {
  readonly red: Chromaticity;
  readonly green: Chromaticity;
  readonly blue: Chromaticity;
  readonly whitePoint: Chromaticity;
  /** Of black, in cd/m². */
  readonly minLuminance: number;
  /** Of white, in cd/m². */
  readonly maxLuminance: number;
}

/** Content light level, CTA-861.3, in cd/m². */
export interface ContentLight {
  /** The brightest pixel of all (MaxCLL). */
  readonly maxContentLightLevel: number;
  /** The average of the brightest picture (MaxFALL). */
  readonly maxFrameAverageLightLevel: number;
}

/** The high dynamic range messages of one picture; each only where it is there. */
export interface HdrMessages {
  /** Holds from here on. */
  readonly masteringDisplay?: MasteringDisplay;
  /** Holds from here on. */
  readonly contentLight?: ContentLight;
  /** Of this picture alone: SMPTE ST 2094-40. */
  readonly hdr10Plus?: Hdr10Plus;
  /** The picture comes with Dolby Vision's reference processing unit (AV1; in HEVC see `hasDolbyVisionRpu`). */
  readonly dolbyVisionRpu?: true;
}

type Kind = 'masteringDisplay' | 'contentLight' | 'itut';

/** payloadType of ITU-T H.274 (H.264 and H.265, annex D). */
const SEI_KINDS: Readonly<Record<number, Kind>> = { 4: 'itut', 137: 'masteringDisplay', 144: 'contentLight' };
/** metadata_type, AV1 bitstream specification 6.7.1. */
const OBU_KINDS: Readonly<Record<number, Kind>> = { 1: 'contentLight', 2: 'masteringDisplay', 4: 'itut' };

/** ITU-T T.35: United States; provider, provider-oriented code and application of HDR10+ (CTA-861-H, annex S). */
const HDR10_PLUS = Buffer.from([0xb5, 0x00, 0x3c, 0x00, 0x01, 0x04]);
/** The same of Dolby Vision in AV1 (Dolby Vision streams within the AV1 format, 2). */
const DOLBY_VISION = Buffer.from([0xb5, 0x00, 0x3b, 0x00, 0x00, 0x08, 0x00]);

/** nal_unit_type in which HEVC carries Dolby Vision's reference processing unit. */
const UNSPECIFIED_62 = 62;

const startsWith = (data: Uint8Array, prefix: Uint8Array): boolean =>
  data.length >= prefix.length && Buffer.compare(data.subarray(0, prefix.length), prefix) === 0;

/** Reads the messages of one stream. A message that repeats the one before gives the same object again. */
export class HdrMessageReader {
  readonly #av1: boolean;
  readonly #last = new Map<string, { readonly bytes: Uint8Array; readonly value: unknown }>();

  /** @param codec of the stream: 'h264', 'hevc' or 'av1'; the messages of others say nothing. */
  constructor(codec: Codec) {
    this.#av1 = codec === 'av1';
  }

  /** What the messages of a picture say. One that is cut short or makes no sense is left out. */
  read(messages: readonly SeiMessage[]): HdrMessages {
    const kinds = this.#av1 ? OBU_KINDS : SEI_KINDS;
    let found: HdrMessages = {};
    for (const { type, data } of messages) {
      const kind = kinds[type];
      if (kind !== undefined) found = { ...found, ...this.#readOne(kind, data) };
    }
    return found;
  }

  #readOne(kind: Kind, data: Uint8Array): HdrMessages {
    try {
      if (kind === 'masteringDisplay') return { masteringDisplay: this.#kept(kind, data, this.#mastering()) };
      if (kind === 'contentLight') return { contentLight: this.#kept(kind, data, this.#light()) };
      if (startsWith(data, HDR10_PLUS)) {
        return { hdr10Plus: this.#kept('hdr10Plus', data.subarray(HDR10_PLUS.length), readHdr10Plus) };
      }
      return startsWith(data, DOLBY_VISION) ? { dolbyVisionRpu: true } : {};
    } catch (error) {
      if (error instanceof RangeError) return {};
      throw error;
    }
  }

  #mastering(): (data: Uint8Array) => MasteringDisplay {
    return this.#av1 ? readObuMasteringDisplay : readSeiMasteringDisplay;
  }

  #light(): (data: Uint8Array) => ContentLight {
    return this.#av1 ? readObuContentLight : readSeiContentLight;
  }

  #kept<T>(kind: string, bytes: Uint8Array, read: (bytes: Uint8Array) => T): T {
    const last = this.#last.get(kind);
    if (last !== undefined && Buffer.compare(last.bytes, bytes) === 0) return last.value as T;
    const value = read(bytes);
    this.#last.set(kind, { bytes, value });
    return value;
  }
}

/** Whether an access unit of HEVC (Annex B) carries Dolby Vision's reference processing unit, as NAL unit type 62. */
export function hasDolbyVisionRpu(accessUnit: Uint8Array): boolean {
  for (const unit of nalUnits(accessUnit)) {
    if ((((unit[0] ?? 0) >> 1) & 0x3f) === UNSPECIFIED_62) return true;
  }
  return false;
}

/** A message that is the start of a struct: NVCUVID leaves out reserved fields behind what is told. */
function structOf<N extends StructName>(name: N, data: Uint8Array, needed: number): StructView<N> {
  if (data.length < needed) throw new RangeError(`${name} has ${needed} bytes, not ${data.length}`);
  const view = StructView.allocate(name);
  view.bytes.set(data.subarray(0, structs[name].size));
  return view;
}

/** SEIMASTERINGDISPLAYINFO of ITU-T H.265 D.2.28 and D.3.28: primaries in the order green, blue, red. */
function readSeiMasteringDisplay(data: Uint8Array): MasteringDisplay {
  const info = structOf('SEIMASTERINGDISPLAYINFO', data, structs.SEIMASTERINGDISPLAYINFO.size);
  const [greenX = 0, blueX = 0, redX = 0] = info.array('display_primaries_x');
  const [greenY = 0, blueY = 0, redY = 0] = info.array('display_primaries_y');
  const point = (x: number, y: number): Chromaticity => [x / 50_000, y / 50_000];
  return {
    red: point(redX, redY),
    green: point(greenX, greenY),
    blue: point(blueX, blueY),
    whitePoint: point(info.get('white_point_x'), info.get('white_point_y')),
    minLuminance: info.get('min_display_mastering_luminance') / 10_000,
    maxLuminance: info.get('max_display_mastering_luminance') / 10_000,
  };
}

/** SEICONTENTLIGHTLEVELINFO of ITU-T H.265 D.2.35. */
function readSeiContentLight(data: Uint8Array): ContentLight {
  const info = structOf('SEICONTENTLIGHTLEVELINFO', data, 4);
  return {
    maxContentLightLevel: info.get('max_content_light_level'),
    maxFrameAverageLightLevel: info.get('max_pic_average_light_level'),
  };
}

const viewOf = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength);

/** metadata_hdr_mdcv(), AV1 6.7.4: fixed point of 16, 8 and 14 fractional bits. */
function readObuMasteringDisplay(data: Uint8Array): MasteringDisplay {
  const view = viewOf(data);
  const point = (index: number): Chromaticity => [
    view.getUint16(4 * index) / 2 ** 16,
    view.getUint16(4 * index + 2) / 2 ** 16,
  ];
  return {
    red: point(0),
    green: point(1),
    blue: point(2),
    whitePoint: point(3),
    minLuminance: view.getUint32(20) / 2 ** 14,
    maxLuminance: view.getUint32(16) / 2 ** 8,
  };
}

/** metadata_hdr_cll(), AV1 6.7.3. */
function readObuContentLight(data: Uint8Array): ContentLight {
  const view = viewOf(data);
  return { maxContentLightLevel: view.getUint16(0), maxFrameAverageLightLevel: view.getUint16(2) };
}

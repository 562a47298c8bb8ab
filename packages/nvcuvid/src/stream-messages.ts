/** What a stream carries beside its pictures: SEI messages, and the operating points of a scalable AV1 stream. */
import { copyFromC } from './memory.js';
import { type Codec, codecNumbers, wordOf } from './names.js';
import { StructView } from './raw/struct-view.js';
import { structs } from './raw/structs.js';

/** One SEI message (H.264, HEVC), user data (MPEG-2) or metadata OBU (AV1). */
export interface SeiMessage {
  /** payloadType of ITU-T H.264 and H.265 annex D. */
  readonly type: number;
  /** A copy of the payload. */
  readonly data: Uint8Array;
}

/** All messages that belong to a picture. */
export interface SeiMessages {
  /** The decode surface of that picture. */
  readonly pictureIndex: number;
  /** The messages in the order of the stream. */
  readonly messages: readonly SeiMessage[];
}

/** The operating points of an AV1 sequence, from which one is to be chosen. */
export interface OperatingPointInfo {
  /** The codec: AV1. */
  readonly codec: Codec | undefined;
  /** operating_point_idc of each: bits 0 to 7 the temporal layers, 8 to 11 the spatial layers. */
  readonly points: readonly number[];
}

/** Which operating point to decode. */
export interface OperatingPointChoice {
  /** Index into `points`. */
  readonly point: number;
  /** Output all spatial layers, not the highest alone. */
  readonly allLayers?: boolean;
}

/** NVIDIA's parser calls back for every picture, most of which have no message: memory is not made anew for each. */
const info = StructView.allocate('CUVIDSEIMESSAGEINFO');
const header = StructView.allocate('CUSEIMESSAGE');

/** Reads a CUVIDSEIMESSAGEINFO at an address of C. The payloads lie one after another. */
export function readSeiMessages(address: bigint): SeiMessages {
  copyFromC(info.bytes, address);
  const messages: SeiMessage[] = [];
  let payload = info.get('pSEIData');
  for (let index = 0; index < info.get('sei_message_count'); index++) {
    copyFromC(header.bytes, info.get('pSEIMessage') + BigInt(index * structs.CUSEIMESSAGE.size));
    const data = new Uint8Array(header.get('sei_message_size'));
    if (data.length > 0) copyFromC(data, payload);
    messages.push({ type: header.get('sei_message_type'), data });
    payload += BigInt(data.length);
  }
  return { pictureIndex: info.get('picIdx'), messages };
}

/** Reads a CUVIDOPERATINGPOINTINFO at an address of C. */
export function readOperatingPoints(address: bigint): OperatingPointInfo {
  const points = StructView.allocate('CUVIDOPERATINGPOINTINFO');
  copyFromC(points.bytes, address);
  return {
    codec: wordOf(codecNumbers, points.get('codec')),
    points: points.array('av1.operating_points_idc').slice(0, points.get('av1.operating_points_cnt')),
  };
}

/** The callback's answer as a number: bits 0 to 9 the point, bit 10 all layers. */
export function operatingPointNumber(choice: OperatingPointChoice): number {
  if (!Number.isInteger(choice.point) || choice.point < 0 || choice.point > 1023) {
    throw new RangeError(`point: ${choice.point} is not an index of an operating point`);
  }
  return choice.point | (choice.allLayers === true ? 1 << 10 : 0);
}

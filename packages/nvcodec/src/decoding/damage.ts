/**
 * Damage that NVDEC's status of a picture does not tell: packets that are lost, pictures that the driver refused, and the pictures that refer to those. Decoding goes on. In the place of a refused picture the one shown before it is
 * shown again, so that no frame is missing; where that is gone too, it is left out.
 */
import type { Packet } from '@nvcodec/demux-ffmpeg';
import { CuvidError, type DisplayInfo, type PictureParameters } from '@nvcodec/nvcuvid';
import type { PictureTime } from './packet-times.js';

/** A picture's time, with what is wrong with the picture. */
export interface DamagedTime extends PictureTime {
  /** In words, behind "it is damaged:"; undefined when nothing is known to be wrong. */
  readonly damage?: string | undefined;
}

/**
 * CUDA_ERROR_INVALID_VALUE and CUDA_ERROR_UNKNOWN, by which the driver refuses damaged data. Others mean that memory, the
 * device or the context is gone.
 */
const OF_DAMAGE: readonly number[] = [1, 999];
/** When the driver refuses so many in a row, it is not for damage. */
const MOST_REFUSED = 32;
/** Packets whose pictures may not have been shown yet; older ones never are. */
const WINDOW = 512;

/** Follows one stream through its decoder; see the head of this file. */
export class DamageTracker {
  /** What is wrong with the picture in a surface. */
  readonly #damages = new Map<number, string>();
  /** Surfaces whose picture was refused: they hold another one, or nothing. */
  readonly #refused = new Set<number>();
  /** What is wrong with pictures that are decoded from here on, as they may refer to others. */
  #broken: string | undefined;
  /** What is wrong with those of the packets from here on. */
  #brokenPackets: string | undefined;
  /** The timestamps of such packets. */
  readonly #behindLoss = new Map<bigint, string>();
  #refusedInRow = 0;
  /** The surface that was shown last, while it still holds that picture. */
  #lastShown: number | undefined;

  /** A picture goes to a surface, whose picture before is lost. */
  decoding({ pictureIndex, intra, secondField }: PictureParameters): void {
    if (secondField) return;
    if (intra) this.#broken = undefined;
    this.#refused.delete(pictureIndex);
    this.#damages.delete(pictureIndex);
    if (this.#broken !== undefined) this.#damages.set(pictureIndex, this.#broken);
    if (this.#lastShown === pictureIndex) this.#lastShown = undefined;
  }

  /** The driver took it. */
  decoded(): void {
    this.#refusedInRow = 0;
  }

  /** The driver refused it. @throws the error when it is not of damage. */
  refusedPicture({ pictureIndex }: PictureParameters, error: unknown): void {
    this.#accept(error, 'cuvidDecodePicture');
    this.#damages.set(pictureIndex, `the driver refused to decode it (${(error as CuvidError).name})`);
    this.#refused.add(pictureIndex);
    this.#broken = 'a picture that it may refer to could not be decoded';
  }

  /**
   * A packet goes to the parser with this timestamp.
   * @param lost one before it was left out.
   */
  packet({ key }: Packet, timestamp: bigint | undefined, lost: boolean): void {
    if (lost) this.#brokenPackets = 'a packet before it could not be read';
    if (key) this.#brokenPackets = undefined;
    if (this.#brokenPackets === undefined || timestamp === undefined) return;
    this.#behindLoss.set(timestamp, this.#brokenPackets);
    if (this.#behindLoss.size > WINDOW) this.#behindLoss.delete(this.#behindLoss.keys().next().value ?? 0n);
  }

  /** The parser refused a packet. @throws the error when it is not of damage. */
  refusedPacket(error: unknown): void {
    this.#accept(error, 'cuvidParseVideoData');
    this.#brokenPackets = 'a packet before it could not be parsed';
  }

  /** What to show when a picture is due: undefined for nothing. */
  shown(
    info: DisplayInfo,
    time: PictureTime,
  ): { readonly info: DisplayInfo; readonly time: DamagedTime } | undefined {
    const loss = this.#lossBefore(info.timestamp);
    const damage = this.#damages.get(info.pictureIndex) ?? loss;
    const pictureIndex = this.#refused.has(info.pictureIndex) ? this.#lastShown : info.pictureIndex;
    if (pictureIndex === undefined) return undefined;
    this.#lastShown = pictureIndex;
    if (damage === undefined) return { info, time };
    return { info: { ...info, pictureIndex }, time: { ...time, corrupt: true, damage } };
  }

  /** Another decoder takes over. */
  otherDecoder(): void {
    this.#broken = undefined;
    this.#lastShown = undefined;
  }

  /** Before a seek. */
  reset(): void {
    this.otherDecoder();
    this.#brokenPackets = undefined;
    this.#behindLoss.clear();
  }

  #lossBefore(timestamp: bigint): string | undefined {
    if (this.#behindLoss.size === 0) return undefined;
    const loss = this.#behindLoss.get(timestamp);
    this.#behindLoss.delete(timestamp);
    return loss;
  }

  #accept(error: unknown, call: string): void {
    const ofDamage = error instanceof CuvidError && error.call === call && OF_DAMAGE.includes(error.code);
    this.#refusedInRow += 1;
    if (!ofDamage || this.#refusedInRow > MOST_REFUSED) throw error;
  }
}

/** Makes frames and pictures of the records that a worker hands over, on the user's thread. */

import type { FrameHdr } from '../decoding/hdr.js';
import { Picture } from '../decoding/picture.js';
import { type DecoderHandover, SharedDecoder } from '../decoding/shared-decoder.js';
import { DecodingDevice } from '../device/decoding-device.js';
import type { DriverSelection } from '../device/select-device.js';
import { Downloader } from '../frames/downloader.js';
import { Frame, type FrameKind } from '../frames/frame.js';
import { BufferWords } from '../frames/frame-pool.js';
import type { FrameHome } from '../frames/held-buffer.js';
import type { MediaInfo } from '../media-info.js';
import type { Signal } from '../signal.js';
import { type Handover, HandoverFlag } from './handover.js';
import { displayOf, timeOf } from './picture-facts.js';
import type { FromWorker } from './protocol.js';

type Drivers = Pick<DriverSelection, 'gpuDriver' | 'softDriver'>;

type Announcement = Extract<FromWorker, { type: 'kind' | 'hdr' | 'decoder' }>;

export class Receiver {
  readonly #info: MediaInfo;
  readonly #words: BufferWords;
  readonly #signal: Signal;
  readonly #drivers: Drivers;
  readonly #kinds = new Map<number, FrameKind>();
  /** Announced and not passed yet: records come in the order of their numbers. */
  readonly #hdrs = new Map<number, FrameHdr>();
  #decoder: { readonly id: number; readonly shared: SharedDecoder } | undefined;
  #device: DecodingDevice | undefined;
  #home: FrameHome | undefined;

  constructor(info: MediaInfo, buffers: SharedArrayBuffer, signal: Signal, drivers: Drivers) {
    this.#info = info;
    this.#words = new BufferWords(buffers);
    this.#signal = signal;
    this.#drivers = drivers;
  }

  announce(message: Announcement): void {
    if (message.type === 'kind') this.#kinds.set(message.id, message.kind);
    else if (message.type === 'hdr') this.#hdrs.set(message.id, message.hdr);
    else this.#attach(message.id, message.decoder);
  }

  /** @param index the frame's, where it is not the record's. */
  receive(record: Handover, index = record.index): Frame | Picture {
    const { owner, flags, slot } = record;
    const time = timeOf(record);
    const display = displayOf(record);
    const hdr = this.#hdrOf(record.hdr);
    const kind = this.#kinds.get(owner);
    if (kind !== undefined) {
      const { byteLength } = kind.layout;
      const buffer = { id: slot, pointer: record.pointer as Frame['tensor']['devicePointer'], byteLength };
      const status =
        flags & HandoverFlag.damaged ? 'damaged' : flags & HandoverFlag.concealed ? 'concealed' : 'clean';
      return new Frame(kind, { buffer, source: { time, display, hdr }, status, index }, this.#frameHome());
    }
    if (this.#decoder?.id !== owner) throw new Error(`record of the unknown owner ${owner}`);
    return new Picture(this.#decoder.shared, display, time, this.#info.timeBase, hdr);
  }

  /** Frames and pictures that are held keep what they need. */
  close(): void {
    this.#decoder?.shared.close();
    this.#home?.downloader.close();
    this.#device?.close();
  }

  #hdrOf(id: number): FrameHdr {
    const hdr = this.#hdrs.get(id);
    if (hdr === undefined) throw new Error(`record of the unknown metadata ${id}`);
    for (const passed of this.#hdrs.keys()) {
      if (passed === id) break;
      this.#hdrs.delete(passed);
    }
    return hdr;
  }

  #attach(id: number, handover: DecoderHandover): void {
    this.#decoder?.shared.close();
    this.#decoder = { id, shared: SharedDecoder.attach(this.#open(), handover, this.#signal) };
  }

  #frameHome(): FrameHome {
    this.#home ??= {
      words: this.#words,
      signal: this.#signal,
      downloader: new Downloader(this.#open().context.device),
    };
    return this.#home;
  }

  #open(): DecodingDevice {
    const { kind, ordinal } = this.#info.device;
    this.#device ??=
      kind === 'soft'
        ? DecodingDevice.soft(this.#drivers.softDriver)
        : DecodingDevice.gpu(ordinal, this.#drivers.gpuDriver);
    return this.#device;
  }
}

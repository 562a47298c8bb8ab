/**
 * The parser: splits a stream into pictures and calls back, synchronously from inside `parse`, when a sequence begins,
 * when a picture is to be decoded (decode order) and when one is due to be shown (display order).
 *
 * An exception in a callback does not cross C: it is kept, the parser is told of a failure, no further callback of
 * that `parse` reaches the user, and `parse` throws it. A parser may be closed inside its own callbacks; it is then
 * destroyed when `parse` returns.
 */
import { Lifetime } from '@nvcodec/cuda-driver';
import koffi from 'koffi';
import { structMemory } from './memory.js';
import type { Nvcuvid } from './nvcuvid.js';
import { callbackAddresses, receivingCallbacks } from './parser-callbacks.js';
import { CallbackDispatcher, type ParserCallbacks } from './parser-dispatch.js';
import { type ParserOptions, type ParserStructs, parserParameters } from './parser-options.js';
import { CUVID_PKT } from './raw/enums.js';
import { fieldOf, offsetOf, structs } from './raw/structs.js';
import { SequenceHeaders } from './sequence-headers.js';
import { StreamStart } from './stream-start.js';

/** What is known of a packet. */
export interface PacketOptions {
  /**
   * Presentation time of the packet's picture, in units of the caller's choice; it comes back in DisplayInfo.timestamp.
   * NVIDIA's parser hands timestamps out sorted, the smallest to the picture shown first: presentation times so come
   * back with their pictures, anything else (a serial number, a decoding time) with another picture.
   */
  readonly timestamp?: bigint | undefined;
  /** The packet is exactly one picture or field: saves a picture of latency. Further pictures in it would be dropped. */
  readonly endOfPicture?: boolean | undefined;
  /** The packet does not follow the one before. To seek, `flush()` instead. */
  readonly discontinuity?: boolean | undefined;
}

const packet = 'CUVIDSOURCEDATAPACKET';
const at = {
  flags: offsetOf(packet, 'flags'),
  payloadSize: offsetOf(packet, 'payload_size'),
  payload: offsetOf(packet, 'payload'),
  timestamp: offsetOf(packet, 'timestamp'),
};
const longFields = fieldOf(packet, 'flags').type === 'u64';
const nothing = new Uint8Array(0);

/** Splits the stream of one codec into pictures. */
export class VideoParser {
  /** The library. */
  readonly cuvid: Nvcuvid;
  /** CUvideoparser */
  readonly handle: bigint;
  /** Whether it is open; see Lifetime. */
  readonly lifetime: Lifetime;
  readonly #dispatcher: CallbackDispatcher;
  readonly #notifyEnd: boolean;
  readonly #headers: SequenceHeaders | undefined;
  readonly #start: StreamStart;
  readonly #packet = structMemory(structs[packet].size);
  /** What C reads just now, kept from the garbage collector. */
  #reading: Uint8Array | undefined;

  /**
   * @throws TypeError or RangeError naming the option that is wrong.
   * @throws CuvidError when NVCUVID refuses, e.g. a codec that its parser does not know.
   */
  constructor(cuvid: Nvcuvid, options: ParserOptions, callbacks: ParserCallbacks) {
    const { failures } = cuvid.cuda;
    failures.throwPending();
    const wanted = {
      operatingPoint: callbacks.operatingPoint !== undefined,
      sei: callbacks.sei !== undefined,
    };
    const created = parserParameters(options, callbackAddresses(), wanted);
    const headers = SequenceHeaders.of(options.codec);
    const dispatcher = new CallbackDispatcher(callbacks, headers);
    const out = new BigUint64Array(1);
    const status = receivingCallbacks(dispatcher, () =>
      cuvid.raw.cuvidCreateVideoParser(out, created.parameters.bytes),
    );
    if (status !== 0) throw cuvid.error(status, 'cuvidCreateVideoParser', `asked for codec ${options.codec}`);
    const handle = out[0] ?? 0n;
    this.cuvid = cuvid;
    this.handle = handle;
    this.#dispatcher = dispatcher;
    this.#headers = headers;
    this.#start = new StreamStart(options);
    this.#notifyEnd = callbacks.endOfStream !== undefined;
    this.lifetime = new Lifetime(this, {
      name: 'VideoParser',
      failures,
      // `created` is named so that its memory lives until C has let go of it.
      release: () => destroyParser(cuvid, handle, created),
    });
    dispatcher.throwFailure();
  }

  /**
   * Feeds a packet. The bytes are read in place and not kept.
   *
   * @throws TypeError when `data` is no bytes, then what a callback threw; otherwise CuvidError when the parser or a callback failed.
   */
  parse(data: Uint8Array, options: PacketOptions = {}): void {
    if (!ArrayBuffer.isView(data)) throw new TypeError(`data must be a Uint8Array, not ${typeof data}`);
    let flags = 0;
    if (options.timestamp !== undefined) flags |= CUVID_PKT.TIMESTAMP;
    if (options.endOfPicture === true) flags |= CUVID_PKT.ENDOFPICTURE;
    if (options.discontinuity === true) flags |= CUVID_PKT.DISCONTINUITY;
    const bytes = this.#start.complete(data);
    this.#headers?.note(bytes);
    this.#send(bytes, flags, options.timestamp ?? 0n);
  }

  /**
   * The packets parsed so far end with a whole picture, or field: it is decoded now, and not when the next one comes. Unlike
   * `endOfPicture` this drops nothing of a packet that held more than one.
   */
  endPicture(): void {
    this.#send(nothing, CUVID_PKT.ENDOFPICTURE, 0n);
  }

  /**
   * Ends the stream: all pictures that wait are decoded and shown. A new stream may follow, from a keyframe with its
   * sequence header on: packets before that give no picture.
   */
  flush(): void {
    this.#start.begin();
    this.#send(nothing, CUVID_PKT.ENDOFSTREAM | (this.#notifyEnd ? CUVID_PKT.NOTIFY_EOS : 0), 0n);
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.lifetime.closed;
  }

  /** Destroys the parser, in a callback of its own only after `parse` has returned. Never throws; see Lifetime. */
  close(): void {
    this.lifetime.close();
  }

  /** `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #send(data: Uint8Array, flags: number, timestamp: bigint): void {
    if (this.#reading !== undefined) throw new Error('A parser cannot parse inside its own callbacks');
    // Thrown now, a disposal's failure cannot be taken for this packet's.
    this.cuvid.cuda.failures.throwPending();
    this.lifetime.assertOpen();
    this.#reading = data;
    let status: number;
    try {
      this.#writePacket(data, flags, timestamp);
      status = this.lifetime.during(() =>
        receivingCallbacks(this.#dispatcher, () =>
          this.cuvid.raw.cuvidParseVideoData(this.handle, this.#packet.bytes),
        ),
      );
    } finally {
      this.#reading = undefined;
    }
    // NVCUVID may return success although a callback failed, and a status that only says that one did.
    this.#dispatcher.throwFailure();
    this.cuvid.verify(status, 'cuvidParseVideoData');
  }

  #writePacket(data: Uint8Array, flags: number, timestamp: bigint): void {
    const { view } = this.#packet;
    if (longFields) {
      view.setBigUint64(at.flags, BigInt(flags), true);
      view.setBigUint64(at.payloadSize, BigInt(data.byteLength), true);
    } else {
      view.setUint32(at.flags, flags, true);
      view.setUint32(at.payloadSize, data.byteLength, true);
    }
    view.setBigUint64(at.payload, data.byteLength === 0 ? 0n : koffi.address(data), true);
    view.setBigInt64(at.timestamp, timestamp, true);
  }
}

function destroyParser(cuvid: Nvcuvid, handle: bigint, _structs: ParserStructs): void {
  cuvid.verify(cuvid.raw.cuvidDestroyVideoParser(handle), 'cuvidDestroyVideoParser');
}

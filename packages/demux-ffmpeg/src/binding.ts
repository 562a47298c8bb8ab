// The addon as TypeScript sees it, and the one place that loads it. native/addon.cpp exports the same.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ContainerFormat } from './container-format.js';
import type { Rational } from './rational.js';
import type { Track } from './track.js';

/** Codes: 0, or FFmpeg's negative numbers. */
type Code = number;

export interface NativePacket {
  data(): ArrayBuffer | undefined;
  copy(): Uint8Array;
  sideData(): { type: string; data: Uint8Array }[];
  assign(
    bytes: Uint8Array,
    pts: bigint,
    dts: bigint,
    duration: bigint,
    flags: number,
    trackIndex: number,
  ): Code;
  replace(bytes: Uint8Array, buffer: ArrayBufferLike | undefined): Code;
  release(buffer: ArrayBufferLike | undefined): void;
}

/** Opaque: a stream's codec parameters and time base. */
export interface NativeParameters {
  readonly nativeParameters?: never;
}

export interface NativeOpenRequest {
  url: string;
  format: string;
  options: [string, string][];
  probeSize: number;
  analyzeMicroseconds: number;
  streamInfo: boolean;
  memory: Uint8Array | undefined;
  custom: NativeCustomSource | undefined;
  cancel: Int32Array | undefined;
}

export interface NativeCustomSource {
  read: (buffer: Uint8Array) => number;
  seek: ((offset: number) => void) | undefined;
  size: number | undefined;
}

export interface NativeKeyframes {
  pts: BigInt64Array;
  dts: BigInt64Array;
  position: Float64Array;
  complete: boolean;
  fromContainer: boolean;
}

export interface NativeDemuxer {
  openSync(request: NativeOpenRequest): Code;
  open(request: NativeOpenRequest): Promise<Code>;
  readSync(packet: NativePacket): Code;
  read(packet: NativePacket): Promise<Code>;
  seekSync(track: number, target: bigint, mode: number): Code;
  seek(track: number, target: bigint, mode: number): Promise<Code>;
  findKeyframesSync(track: number, scan: number): Code;
  findKeyframes(track: number, scan: number): Promise<Code>;
  takeKeyframes(): NativeKeyframes;
  select(tracks: Int32Array | undefined): void;
  format(): ContainerFormat;
  tracks(from: number): Track[];
  parameters(track: number): NativeParameters;
  bestVideo(): number;
  log(): string[];
  interrupt(): void;
  close(): void;
}

export interface NativeFilter {
  open(chain: string, parameters: NativeParameters): Code;
  send(packet: NativePacket | undefined): Code;
  receive(packet: NativePacket): Code;
  flush(): void;
  close(): void;
  output(): { codec: string; extradata: Uint8Array; timeBase: Rational; parameters: NativeParameters };
  log(): string[];
}

/** The FFmpeg libraries that are loaded. */
export interface FfmpegInfo {
  /** FFmpeg's own version, such as `5.1.9`. */
  readonly version: string;
  /** Its version, such as `59.27.100`. */
  readonly libavformat: string;
  /** Its version. */
  readonly libavcodec: string;
  /** Its version. */
  readonly libavutil: string;
  /** The licence that its build options put it under. */
  readonly license: string;
  /** The options it was configured with. */
  readonly configuration: string;
  /** Protocols that can be read; `https` is among them only when it was built with TLS. */
  readonly protocols: readonly string[];
  /** Names for chains of bitstream filters. */
  readonly bitstreamFilters: readonly string[];
}

interface Binding {
  /** Fields of the packet that was read last: PacketHeader in native/environment.h. */
  header: ArrayBuffer;
  NativePacket: new () => NativePacket;
  NativeParameters: new (fields: object) => NativeParameters;
  NativeDemuxer: new () => NativeDemuxer;
  NativeFilter: new () => NativeFilter;
  errorCodes: Record<'eof' | 'again' | 'exit' | 'optionNotFound' | 'notSeekable', number>;
  ffmpegInfo(): FfmpegInfo;
  describeError(code: number): [name: string, text: string];
  setLogLevel(level: number): void;
}

function load(): Binding {
  const built = fileURLToPath(new URL('../build/Release/nvcodec_demux.node', import.meta.url));
  const path = process.env.NVCODEC_DEMUX_ADDON ?? built;
  if (!existsSync(path)) {
    throw new Error(
      `the addon of @nvcodec/demux-ffmpeg is not built: there is no ${path}. ` +
        'In its folder run `npm run build:native`; for an installed package, `npm rebuild @nvcodec/demux-ffmpeg`.',
    );
  }
  try {
    return createRequire(import.meta.url)(path) as Binding;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the addon of @nvcodec/demux-ffmpeg does not load: ${reason}. It was built against another FFmpeg than ` +
        'is here now, or FFmpeg is gone: install FFmpeg (5.1 or newer) and build the addon again.',
      { cause: error },
    );
  }
}

export const binding: Binding = load();

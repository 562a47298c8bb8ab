/** The messages between a worker and its client. Frames and pictures do not come this way: see handover.ts. */
import type { MessagePort } from 'node:worker_threads';
import type { FrameIndexData, IndexEstimate } from '../access/frame-index.js';
import type { PictureRange } from '../access/picture-reader.js';
import type { Selection } from '../access/picture-selection.js';
import type { Size } from '../decoding/geometry.js';
import type { FrameHdr } from '../decoding/hdr.js';
import type { DecoderHandover } from '../decoding/shared-decoder.js';
import type { ErrorMessage } from '../errors.js';
import type { FrameKind } from '../frames/frame.js';
import type { ConversionOptions } from '../frames/frame-conversion.js';
import type { MediaInfo } from '../media-info.js';
import type { Capacity } from '../parallel/capacity.js';
import type { Cuts } from '../parallel/cuts.js';
import type { SessionOptions } from '../session-start.js';

/** What a worker opens; 'remote' is read by asking the client, byte range by byte range. */
export type SourceMessage =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'url'; readonly href: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'remote'; readonly size: number };

/** Options that may be functions; those are called on the client's side. */
export type FunctionOption = 'cropping' | 'targetSize' | 'targetRect' | 'numPictures';

export interface WorkerSetup {
  readonly port: MessagePort;
  readonly answers: MessagePort;
  readonly control: SharedArrayBuffer;
  readonly ring: SharedArrayBuffer;
  readonly source: SourceMessage;
  /** The options that can be sent, and the names of those that are functions. */
  readonly options: SessionOptions;
  readonly functions: readonly FunctionOption[];
  /** URLs of modules; see plugins.ts. */
  readonly plugins: readonly string[];
  readonly numFrames: number;
}

/** One iteration: its frames or pictures come through the ring, then 'done'. */
export type Job = FrameJob | PictureJob | SharedJob;

export type PictureJob = { readonly kind: 'pictures' } & PictureRange;

export interface FrameJob {
  readonly kind: 'frames';
  readonly conversion: ConversionOptions;
  readonly selection: Selection;
}

/** A part of an iteration that one session does by itself. */
export interface Unit {
  readonly selection: Selection;
  /** The number in the iteration of each request of the selection. Default: they are counted within the unit. */
  readonly requests?: readonly number[] | undefined;
}

/** An iteration that several sessions work on: each takes the next unit when it has done with one. */
export interface SharedJob {
  readonly kind: 'shared';
  readonly conversion: ConversionOptions;
  readonly units: readonly Unit[];
  /** See Claims. */
  readonly claims: SharedArrayBuffer;
  /** The number of the session that gets this. */
  readonly session: number;
  /** How far it may run ahead: in bytes of frames, of which there may be one at least, and in frames. */
  readonly ahead: { readonly bytes: number; readonly frames: number };
}

export type ToWorker =
  | { readonly type: 'run'; readonly job: Job }
  | { readonly type: 'seek'; readonly seconds: number }
  | { readonly type: 'index'; readonly approximate: boolean }
  | { readonly type: 'cuts' }
  | { readonly type: 'close' };

export type FromWorker =
  | {
      readonly type: 'opened';
      readonly info: MediaInfo;
      readonly buffers: SharedArrayBuffer;
      readonly capacity: Capacity;
    }
  | { readonly type: 'kind'; readonly id: number; readonly kind: FrameKind }
  | { readonly type: 'hdr'; readonly id: number; readonly hdr: FrameHdr }
  | { readonly type: 'decoder'; readonly id: number; readonly decoder: DecoderHandover }
  | { readonly type: 'index'; readonly index: FrameIndexData | IndexEstimate }
  | { readonly type: 'cuts'; readonly cuts: Cuts }
  | { readonly type: 'doorbell' }
  | { readonly type: 'ask'; readonly question: Question }
  | { readonly type: 'done'; readonly error?: ErrorMessage };

export type Question =
  | { readonly kind: 'read'; readonly offset: number; readonly length: number }
  | { readonly kind: 'option'; readonly name: FunctionOption; readonly argument: Size | number };

export type Answer = { readonly value: unknown } | { readonly error: ErrorMessage };

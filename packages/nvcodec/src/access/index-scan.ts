/**
 * A scan of a whole video for its frame index and the packets at which decoding can begin. Where every packet is sure to
 * show one picture or none, at its own time, the packets are read and no more (packet-order.ts). Otherwise
 * they go through the parser, which tells the pictures that are shown: a GPU decodes nothing for that, the soft driver
 * does.
 */
import { type Packet, type Source, toSeconds } from '@nvcodec/demux-ffmpeg';
import { PictureDecoder } from '../decoding/picture-decoder.js';
import type { DecodingDevice } from '../device/decoding-device.js';
import type { MediaInfo } from '../media-info.js';
import {
  openStream,
  pictureDecoderOptions,
  type SessionHost,
  type SessionOptions,
} from '../session-start.js';
import { hasOwnTimes } from '../stream/own-times.js';
import type { PacketStream } from '../stream/packet-stream.js';
import type { FrameIndex, IndexEstimate } from './frame-index.js';
import { PacketOrder } from './packet-order.js';
import { PacketNotes, restartPoints } from './restart-points.js';
import type { ScannedStream } from './scanned-stream.js';
import { ShownFrames } from './shown-frames.js';

/** What a scan is made with. */
export interface ScanHost {
  /** Opens the source once more. @throws what opening throws. */
  readonly open: () => Source;
  readonly options: SessionOptions;
  readonly host: SessionHost;
  readonly device: DecodingDevice;
}

/** So many packets go through the parser too, to see whether what they tell is right. */
const CHECKED = 48;

function isRising({ pts }: FrameIndex): boolean {
  for (let i = 1; i < pts.length; i++) if ((pts[i] ?? 0n) <= (pts[i - 1] ?? 0n)) return false;
  return true;
}

/** The packets of `stream`, each closed after the loop's body; `checkpoint` throws to stop. */
function* packetsOf(stream: PacketStream, checkpoint: (() => void) | undefined): IterableIterator<Packet> {
  for (let packet = stream.read(); packet !== null; packet = stream.read()) {
    try {
      checkpoint?.();
      yield packet;
    } finally {
      packet.close();
    }
  }
}

function notesFor({ plan }: PacketStream): PacketNotes {
  return new PacketNotes(plan.codec, plan.hiddenWithoutPts);
}

/** Whether the parser, given the packets so far, shows the frames that they told. */
function agrees(decoder: PictureDecoder, told: ShownFrames, { track: { timeBase } }: PacketStream): boolean {
  decoder.flush();
  const shown = new ShownFrames();
  shown.add(decoder.takeTimes());
  const [pts, expected] = [shown.index(timeBase).pts, told.inOrder(timeBase).pts];
  return pts.length === expected.length && pts.every((value, i) => value === expected[i]);
}

/** Undefined when packets do not tell. */
function scanPackets(
  stream: PacketStream,
  decoder: PictureDecoder,
  checkpoint: (() => void) | undefined,
): ScannedStream | undefined {
  const { plan, track } = stream;
  const notes = notesFor(stream);
  const order = new PacketOrder(plan.codec, track.extradata);
  const told = new ShownFrames();
  let packets = 0;
  for (const packet of packetsOf(stream, checkpoint)) {
    const { pts, duration, key, discard, corrupt } = packet;
    const hidden = pts === null && plan.hiddenWithoutPts;
    const shown = order.shows(packet, hidden);
    if (order.doubtful) return undefined;
    if (shown && !discard && pts !== null) told.add([{ pts, duration, key, discard, corrupt }]);
    notes.note(packet);
    if (packets < CHECKED) decoder.parse(packet);
    if (++packets === CHECKED && !agrees(decoder, told, stream)) return undefined;
  }
  if (packets < CHECKED && !agrees(decoder, told, stream)) return undefined;
  const index = told.inOrder(track.timeBase);
  if (!isRising(index)) return undefined;
  return { index, timed: true, restarts: restartPoints(notes, index, true), by: 'packets' };
}

function scanByParser(
  stream: PacketStream,
  decoder: PictureDecoder,
  checkpoint: (() => void) | undefined,
): ScannedStream {
  const notes = notesFor(stream);
  const frames = new ShownFrames();
  for (const packet of packetsOf(stream, checkpoint)) {
    notes.note(packet);
    decoder.parse(packet);
    frames.add(decoder.takeTimes());
  }
  decoder.flush();
  frames.add(decoder.takeTimes());
  const index = frames.index(stream.track.timeBase);
  const timed = notes.allTimed && isRising(index);
  return { index, timed, restarts: restartPoints(notes, index, timed), by: 'parser' };
}

/** Opens the source once more for `scan`, with a decoder in a dry run. */
function onFreshStream<T>(
  { open, options, host, device }: ScanHost,
  scan: (stream: PacketStream, decoder: PictureDecoder) => T,
): T {
  const stream = openStream(open(), options, host);
  try {
    return device.context.run(() => {
      const decoder = new PictureDecoder(device, stream.plan, {
        ...pictureDecoderOptions(stream, options, host),
        dryRun: true,
      });
      try {
        return scan(stream, decoder);
      } finally {
        decoder.close();
      }
    });
  } finally {
    stream.close();
  }
}

/**
 * Scans a source.
 * @param by 'parser': the packets were tried and did not tell the truth.
 * @throws what opening throws; what `host.checkpoint` throws.
 */
export function scanSource(scan: ScanHost, by?: 'parser'): ScannedStream {
  const { checkpoint } = scan.host;
  const byPackets =
    by === 'parser' || scan.options.fieldRate === true
      ? undefined
      : onFreshStream(scan, (stream, decoder) =>
          hasOwnTimes(stream) ? scanPackets(stream, decoder, checkpoint) : undefined,
        );
  return byPackets ?? onFreshStream(scan, (stream, decoder) => scanByParser(stream, decoder, checkpoint));
}

/** What the container says, without reading on in it. */
export function estimateIndex({ demuxer, track }: PacketStream, info: MediaInfo): IndexEstimate {
  const { startTime, duration, frameRate, frameCount } = info;
  const worked =
    duration === null || frameRate === null ? null : Math.round((duration * frameRate.num) / frameRate.den);
  const keyframes = demuxer.keyframeIndexSync(track, { scan: 'never' });
  const times = [...keyframes].flatMap(({ pts, dts }) => pts ?? dts ?? []);
  return {
    count: frameCount ?? worked,
    counted: frameCount !== null,
    startTime,
    duration,
    keyframeTimes: Float64Array.from(times, (time) => toSeconds(time, track.timeBase)),
  };
}

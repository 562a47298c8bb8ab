// The demuxer by itself: open, tracks, packets, seeks, the keyframe index, bitstream filters.
import { AvError, BitstreamFilter, Demuxer } from '../../packages/demux-ffmpeg/dist/index.js';
import { checkPacket, checkTrack } from './checks.mjs';
import { sourceOf } from './inputs.mjs';

const MOST_PACKETS = 400;
const SCANS = ['if-needed', 'always', 'never'];
const SEEK_MODES = ['keyframe-before', 'keyframe-before', 'any', 'byte'];

function unlessAv(body) {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof AvError)) throw error;
    return undefined;
  }
}

/** Reads on, through a filter where there is one; some packets are left to the garbage collector. */
function readPackets(demuxer, filter, most, random) {
  const times = [];
  for (let count = 0; count < most; count++) {
    const packet = unlessAv(() => demuxer.readSync());
    if (packet === undefined || packet === null) break;
    checkPacket(packet, demuxer.tracks);
    if (packet.pts !== null) times.push(packet.pts);
    if (filter !== undefined) {
      for (const out of unlessAv(() => filter.filterSync(packet)) ?? []) out.close();
    }
    if (!random.onceIn(20)) packet.close();
  }
  return times;
}

function openFilter(chain, track) {
  return chain === 'null' || track === undefined
    ? undefined
    : unlessAv(() => BitstreamFilter.create(chain, track));
}

function seekAbout(demuxer, track, times, random) {
  for (let i = 0; i < 4; i++) {
    const mode = random.pick(SEEK_MODES);
    const known =
      times.length > 0 && !random.onceIn(4) ? random.pick(times) : BigInt(random.word() - 2 ** 31);
    const target = mode === 'byte' ? BigInt(random.below(300_000)) : known;
    unlessAv(() => demuxer.seekSync(track, target, mode));
    readPackets(demuxer, undefined, 8, random);
  }
}

export function runDemux(input) {
  const { settings, random } = input;
  const demuxer = Demuxer.openSync(sourceOf(input));
  try {
    for (const track of demuxer.tracks) checkTrack(track);
    const track = demuxer.tracks.find(({ kind }) => kind === 'video') ?? demuxer.tracks[0];
    const filter = openFilter(settings.filters, track);
    if (track !== undefined && random.onceIn(2)) demuxer.select([track]);
    const times = readPackets(demuxer, filter, MOST_PACKETS, random);
    filter?.close();
    if (track !== undefined) {
      seekAbout(demuxer, track, times, random);
      const index = unlessAv(() => demuxer.keyframeIndexSync(track, { scan: SCANS[settings.scan] }));
      for (let i = 0; i < Math.min(index?.length ?? 0, 50); i++) index.floor(index.entry(i).pts ?? 0n);
      readPackets(demuxer, undefined, 8, random);
    }
    return `${times.length} packets`;
  } finally {
    demuxer.close();
  }
}

// Case number n of a seed: which clip, what is done to it, and what it is given to. The same numbers on the same
// corpus make the same case.
import { packPackets } from './case-file.mjs';
import { mutateBytes } from './mutate-bytes.mjs';
import { mutatePackets } from './mutate-packets.mjs';
import { Random } from './random.mjs';

/** What cases are given to, with how many of a hundred go to each. */
export const TARGETS = { driver: 40, demux: 28, session: 26, player: 5, cli: 1 };

const FORMATS = ['', 'nv12', 'p016', 'rgb24', 'bgr24', 'rgba32', 'rgb48', 'rgb444p', 'rgb444pf32', 'rgbf32'];
const FILTERS = [
  'null',
  'h264_mp4toannexb',
  'hevc_mp4toannexb',
  'mpeg4_unpack_bframes',
  'vp9_superframe_split',
  'dump_extra=freq=keyframe',
  'extract_extradata',
  'remove_extra',
  'av1_frame_split',
];

function chooseTarget(random, names) {
  const shares = names.map((name) => TARGETS[name]);
  const at = random.below(shares.reduce((sum, share) => sum + share));
  const ends = shares.map((_, i) => shares.slice(0, i + 1).reduce((sum, share) => sum + share));
  return names.find((_, i) => at < ends[i]);
}

function driverSettings(random, stream) {
  return {
    codec: random.onceIn(40) ? random.below(13) : stream.codec,
    header: stream.header.length,
    delay: random.pick([0, 0, 1, 2, 4, 4, 8, 40]),
    clock: random.pick([0, 0, 1, 90000, 10000000, 0xffffffff]),
    annexb: random.onceIn(16) ? 1 : 0,
    sei: random.onceIn(2) ? 1 : 0,
    threads: random.pick([1, 2, 4]),
    extra: random.below(5),
    surfaces: 1 + random.below(3),
    hold: random.below(3),
    surface: random.onceIn(8) ? random.below(6) : -1,
    deinterlace: random.below(3),
    geometry: random.below(6),
    reconfigure: random.onceIn(3) ? 1 : 0,
    mix: random.word(),
  };
}

function driverCase(random, corpus) {
  const streams = corpus.streams();
  const clip = random.pick(streams);
  // A stream of the same codec is the likelier to be taken for the first one going on.
  const same = streams.filter((other) => other.stream.codec === clip.stream.codec);
  const other = random.pick(random.onceIn(4) ? streams : same);
  const { packets, done } = mutatePackets(random, clip.stream.packets, other.stream.packets);
  const settings = driverSettings(random, clip.stream);
  let { header } = clip.stream;
  if (random.onceIn(4) && header.length > 0) {
    header = mutateBytes(random, header, other.stream.header).bytes.subarray(0, 1024);
    settings.header = header.length;
    done.push('header');
  }
  return { settings, payload: packPackets(header, packets), about: `${clip.name} ${done.join('+')}` };
}

function mediaSettings(random, target) {
  const settings = { mix: random.word(), source: random.pick(['memory', 'memory', 'file', 'custom']) };
  if (target === 'demux') return { ...settings, filters: random.pick(FILTERS), scan: random.below(3) };
  return {
    ...settings,
    format: random.pick(FORMATS),
    geometry: random.below(5),
    deinterlace: random.pick(['weave', 'weave', 'bob', 'adaptive']),
    surfaces: 1 + random.below(3),
    strict: random.onceIn(6) ? 1 : 0,
  };
}

function mediaCase(random, corpus, target) {
  const clip = random.pick(corpus.clips);
  const other = random.pick(corpus.clips);
  const { bytes, done } = mutateBytes(random, clip.bytes, other.bytes);
  return { settings: mediaSettings(random, target), payload: bytes, about: `${clip.name} ${done.join('+')}` };
}

/** @param targets names of those that cases may be given to. */
export function makeCase(seed, number, corpus, targets) {
  const random = new Random(seed, number);
  const target = chooseTarget(random, targets);
  const made = target === 'driver' ? driverCase(random, corpus) : mediaCase(random, corpus, target);
  return { target, number, ...made };
}

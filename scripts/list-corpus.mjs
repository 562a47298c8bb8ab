// Writes corpus.json for scripts/make-corpus.sh: what each clip is, and the frames that FFmpeg's decoder gives for it.
// Reads lines `FILE<tab>WHAT` from stdin. Fails where the pictures' numbers do not follow one another.
// node scripts/list-corpus.mjs FOLDER <LIST
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const BITS = 16;

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { maxBuffer: 2 ** 28 });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')}\n${stderr}`);
  return stdout;
}

const PROBED =
  'stream=codec_name,profile,width,height,pix_fmt,has_b_frames,field_order,time_base,avg_frame_rate:format=format_name';
// As decoded: not turned, in the container's own time base.
const AS_DECODED = ['-v', 'error', '-nostdin', '-noautorotate', '-copyts'];
const EACH_ONCE = ['-map', '0:v:0', '-fps_mode', 'passthrough', '-enc_time_base', '-1'];

function timestamps(file) {
  const text = String(
    run('ffmpeg', [...AS_DECODED, '-i', file, ...EACH_ONCE, '-f', 'framehash', '-hash', 'crc32', '-']),
  );
  const frames = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return frames.map((line) => Number(line.split(',')[2]));
}

/** The numbers in the pictures: the middle of each block above grey is a 1. */
function numbers(file, width) {
  const block = width >= 256 ? 16 : 8;
  const filter = `crop=${BITS * block}:${block}:0:0:exact=1,format=gray`;
  const rows = run('ffmpeg', [...AS_DECODED, '-i', file, ...EACH_ONCE, '-vf', filter, '-f', 'rawvideo', '-']);
  const size = BITS * block * block;
  const bitAt = (frame, bit) => {
    let sum = 0;
    for (let y = block / 4; y < (3 * block) / 4; y++)
      for (let x = block / 4; x < (3 * block) / 4; x++)
        sum += rows[frame * size + y * BITS * block + bit * block + x];
    return sum / (block / 2) ** 2 > 126 ? 1 << bit : 0;
  };
  return Array.from({ length: rows.length / size }, (_, frame) => {
    let number = 0;
    for (let bit = 0; bit < BITS; bit++) number |= bitAt(frame, bit);
    return number;
  });
}

function describe(name, what) {
  const file = join(folder, name);
  const probed = JSON.parse(
    String(
      run('ffprobe', ['-v', 'error', '-select_streams', 'v:0', '-show_entries', PROBED, '-of', 'json', file]),
    ),
  );
  const packets = String(
    run('ffprobe', [
      '-v',
      'error',
      '-select_streams',
      'v:0',
      '-show_entries',
      'packet=flags',
      '-of',
      'csv=p=0',
      file,
    ]),
  );
  const [stream] = probed.streams;
  const found = numbers(file, stream.width);
  const first = found[0];
  const odd = found.findIndex((number, i) => number !== first + i);
  if (odd >= 0 || found.length === 0) throw new Error(`${name}: picture ${odd} has the number ${found[odd]}`);
  const pts = timestamps(file);
  if (pts.length !== found.length)
    throw new Error(`${name}: ${pts.length} timestamps for ${found.length} frames`);
  return {
    file: name,
    what,
    codec: stream.codec_name,
    profile: stream.profile ?? null,
    container: probed.format.format_name,
    width: stream.width,
    height: stream.height,
    pixelFormat: stream.pix_fmt,
    fieldOrder: stream.field_order ?? null,
    bytes: statSync(file).size,
    keyframes: packets.split('\n').filter((flags) => flags.startsWith('K')).length,
    frames: found.length,
    firstNumber: first,
    timeBase: stream.time_base,
    pts,
  };
}

const lines = readFileSync(0, 'utf8').trim().split('\n');
const clips = lines.map((line) => describe(...line.split('\t')));
const numbering =
  'Picture i shows the number firstNumber + i: 16 blocks at the top left in one row, least significant bit first, light for 1; blocks of 16x16 luma samples where width >= 256, else 8x8. pts[i] is its timestamp in units of timeBase.';
const json = JSON.stringify({ numbering, clips }, null, 1).replace(/\[[\s\d,-]+\]/g, (list) =>
  list.replace(/\s+/g, ''),
);
writeFileSync(join(folder, 'corpus.json'), `${json}\n`);
console.log(`==> ${clips.length} clips, ${clips.reduce((sum, clip) => sum + clip.frames, 0)} frames`);

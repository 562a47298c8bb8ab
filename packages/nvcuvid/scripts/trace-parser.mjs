// Prints every callback of NVCUVID's parser for a file, with the fields that C wrote.
//   node scripts/trace-parser.mjs FILE [--codec CODEC] [--packets N] [--delay N] [--soft]
// Build the package first. Packets come from @nvcodec/demux-ffmpeg where that is built; without it FILE must be an
// elementary stream and is fed in pieces of 64 KiB. Nothing is decoded. --delay is maxDisplayDelay (4), --soft takes
// the software driver in place of NVIDIA's.
import { parseArgs } from 'node:util';
import { CudaDriver } from '@nvcodec/cuda-driver';
import koffi from 'koffi';
import { Nvcuvid, StructView, structs } from '../dist/index.js';
import { copyFromC } from '../dist/memory.js';
import { callbackAddresses, receivingCallbacks } from '../dist/parser-callbacks.js';
import { parserParameters } from '../dist/parser-options.js';
import { CUVID_PKT } from '../dist/raw/enums.js';
import { SequenceHeaders } from '../dist/sequence-headers.js';
import { readSeiMessages } from '../dist/stream-messages.js';
import { readSequenceHeader, readVideoFormat } from '../dist/video-format.js';
import { packetsOf } from './trace-packets.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    codec: { type: 'string' },
    packets: { type: 'string', default: 'Infinity' },
    delay: { type: 'string', default: '4' },
    soft: { type: 'boolean', default: false },
  },
});
const [file] = positionals;
if (file === undefined) throw new Error('usage: node scripts/trace-parser.mjs FILE [--codec CODEC] [--soft]');

const { codec, packets } = await packetsOf(file, values.codec);
const cuvid = await loadCuvid(values.soft);
const context = cuvid.cuda.device(0).primaryContext();
context.makeCurrent();
console.log(`${file}: ${codec}, ${cuvid.path}, CUDA ${cuvid.cuda.version}`);
const headers = SequenceHeaders.of(codec);
const parser = createParser(Number(values.delay));
let number = 0;
for (const { bytes, timestamp, note } of packets) {
  if (number >= Number(values.packets)) break;
  console.log(`packet ${number}: ${bytes.length} bytes, timestamp ${timestamp ?? 'none'}${note}`);
  number += 1;
  headers?.note(bytes);
  feed(bytes, timestamp === null ? 0 : CUVID_PKT.TIMESTAMP, timestamp ?? 0n);
}
console.log('end of stream');
feed(new Uint8Array(0), CUVID_PKT.ENDOFSTREAM | CUVID_PKT.NOTIFY_EOS, 0n);
cuvid.check(cuvid.raw.cuvidDestroyVideoParser(parser), 'cuvidDestroyVideoParser');
context.close();

async function loadCuvid(soft) {
  if (!soft) return Nvcuvid.load(CudaDriver.load());
  const { softCudaPath, softCuvidPath } = await import('@nvcodec/soft-driver');
  return Nvcuvid.load(CudaDriver.load(softCudaPath), softCuvidPath);
}

function createParser(maxDisplayDelay) {
  const wanted = { operatingPoint: codec === 'av1', sei: true };
  const { parameters } = parserParameters({ codec, maxDisplayDelay }, callbackAddresses(), wanted);
  const handle = new BigUint64Array(1);
  cuvid.check(cuvid.raw.cuvidCreateVideoParser(handle, parameters.bytes), 'cuvidCreateVideoParser');
  return handle[0];
}

function feed(bytes, flags, timestamp) {
  const packet = StructView.allocate('CUVIDSOURCEDATAPACKET')
    .set('payload_size', BigInt(bytes.length))
    .set('flags', BigInt(flags))
    .set('timestamp', timestamp);
  if (bytes.length > 0) packet.set('payload', koffi.address(bytes));
  const status = receivingCallbacks(receiver(), () => cuvid.raw.cuvidParseVideoData(parser, packet.bytes));
  if (status !== 0) console.log(`  cuvidParseVideoData gives ${cuvid.error(status, 'it').message}`);
}

function receiver() {
  return {
    sequence(address) {
      const format = copyOf('CUVIDEOFORMAT', address);
      const raw = readSequenceHeader(address);
      console.log(`  sequence ${fields(format)}`);
      console.log(
        `    ${raw.length} bytes of sequence header ${Buffer.from(raw.subarray(0, 48)).toString('hex')}`,
      );
      const told = readVideoFormat(address);
      const area = headers?.displayArea(told, raw) ?? told.displayArea;
      console.log(`    display area set right ${Object.values(area).join(' ')}`);
      return Math.min(told.minDecodeSurfaces + 4, 32);
    },
    decode(address) {
      console.log(`  decode ${fields(copyOf('CUVIDPICPARAMS', address))}`);
      return 1;
    },
    display(address) {
      console.log(address === 0n ? '  end' : `  display ${fields(copyOf('CUVIDPARSERDISPINFO', address))}`);
      return 1;
    },
    operatingPoint(address) {
      console.log(`  operating point ${fields(copyOf('CUVIDOPERATINGPOINTINFO', address))}`);
      return -1;
    },
    sei(address) {
      const { pictureIndex, messages } = readSeiMessages(address);
      const list = messages.map(({ type, data }) => `${type} (${data.length} bytes)`);
      console.log(`  sei of ${pictureIndex}: ${list.join(', ')}`);
      return 1;
    },
  };
}

function copyOf(name, address) {
  const view = StructView.allocate(name);
  copyFromC(view.bytes, address);
  return view;
}

/** The scalars of a struct that mean something for every codec. */
function fields(view) {
  return Object.entries(structs[view.name].fields)
    .filter(
      ([name, { type, dims }]) => type !== 'struct' && dims === undefined && !/reserved|^Codec/i.test(name),
    )
    .map(([name]) => `${name}=${view.get(name)}`)
    .join(' ');
}

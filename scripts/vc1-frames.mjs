// Writes a small VC-1 stream, which no encoder of FFmpeg's makes: intra pictures of flat blocks (SMPTE 421M, DC coefficients
// alone), and predicted pictures all of whose macroblocks are skipped.
// usage: node scripts/vc1-frames.mjs advanced|main FILE
//   advanced: an elementary stream with start codes (.vc1); main: the same pictures as WMV3 in an RCV file.
import { writeFileSync } from 'node:fs';
import { bytesOf, protectedBytes } from './bits.mjs';

const [width, height, pictures] = [176, 144, 12];
const macroblocks = (width / 16) * (height / 16);
const quantizer = 8;

/** A bitstream, most significant bit first. */
class Bits {
  #bits = '';

  put(value, length) {
    this.#bits += value.toString(2).padStart(length, '0');
    return this;
  }

  /** With the stop bit of 421M, annex G where `stop`, in whole bytes. */
  bytes(stop = false) {
    return bytesOf(this.#bits + (stop ? '1' : ''));
  }
}

/** The same numbers each time, from 0 to `limit` - 1. */
let state = 1;
function draw(limit) {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}

/** DC differences 0 to 5 in table 69 (luma, low motion) and 70 (chroma): code and length; a sign follows where not 0. */
const lumaDc = [
  [1, 1],
  [1, 2],
  [1, 4],
  [1, 5],
  [5, 5],
  [7, 5],
];
const chromaDc = [
  [0, 2],
  [1, 2],
  [5, 3],
  [9, 4],
  [13, 4],
  [17, 5],
];

function putDc(bits, table, difference) {
  bits.put(...table[Math.abs(difference)]);
  if (difference !== 0) bits.put(difference < 0 ? 1 : 0, 1);
}

/** Mostly no difference, so that levels stay in range. */
const difference = () => (draw(4) === 0 ? draw(11) - 5 : 0);

function putIntraMacroblocks(bits) {
  for (let i = 0; i < macroblocks; i++) {
    bits.put(1, 1); // CBPCY: no AC coefficients
    bits.put(0, 1); // ACPRED
    for (let block = 0; block < 4; block++) putDc(bits, lumaDc, difference());
    for (let block = 0; block < 2; block++) putDc(bits, chromaDc, difference());
  }
}

/** A bitplane of ones, in raw mode: its bits stand in the macroblocks, or here for those that have nothing else. */
function putSkippedMacroblocks(bits) {
  bits.put(0, 1).put(0, 4); // INVERT, IMODE
  bits.put(0, 2).put(0, 2); // MVTAB, CBPTAB
  bits.put(0, 1).put(0, 1); // TRANSACFRM, TRANSDCTAB
  for (let i = 0; i < macroblocks; i++) bits.put(1, 1);
}

const isIntra = (picture) => picture % 3 === 0;

/** PQINDEX, HALFQP, and for predicted pictures MVMODE: one vector a macroblock. */
function putQuantizer(bits, intra) {
  bits.put(quantizer, 5).put(0, 1);
  if (!intra) bits.put(1, 1);
}

function advancedPicture(picture) {
  const bits = new Bits();
  const intra = isIntra(picture);
  if (intra) bits.put(0b110, 3);
  else bits.put(0, 1);
  bits.put(0, 1); // RNDCTRL
  putQuantizer(bits, intra);
  if (intra) {
    bits.put(0, 1).put(0, 4); // the ACPRED bitplane, raw
    bits.put(0, 1).put(0, 1).put(0, 1); // TRANSACFRM, TRANSACFRM2, TRANSDCTAB
    putIntraMacroblocks(bits);
  } else putSkippedMacroblocks(bits);
  return bits.bytes(true);
}

/** A bitstream data unit with its start code (annex E). */
function dataUnit(code, payload) {
  return Buffer.concat([Buffer.from([0, 0, 1, code]), protectedBytes(payload)]);
}

function advancedStream() {
  const sequence = new Bits()
    .put(3, 2)
    .put(1, 3)
    .put(1, 2) // PROFILE, LEVEL, 4:2:0
    .put(0, 3)
    .put(0, 5)
    .put(0, 1) // rates, POSTPROCFLAG
    .put(width / 2 - 1, 12)
    .put(height / 2 - 1, 12)
    .put(0, 4)
    .put(1, 1)
    .put(0, 1) // PULLDOWN, INTERLACE, TFCNTRFLAG, FINTERPFLAG, reserved, PSF
    .put(0, 2); // DISPLAY_EXT, HRD_PARAM_FLAG
  const entryPoint = new Bits()
    .put(0, 1)
    .put(1, 1)
    .put(0, 3) // BROKEN_LINK, CLOSED_ENTRY, PANSCAN_FLAG, REFDIST_FLAG, LOOPFILTER
    .put(1, 1)
    .put(0, 1)
    .put(0, 2) // FASTUVMC, EXTENDED_MV, DQUANT
    .put(0, 2)
    .put(0, 2)
    .put(0, 3); // VSTRANSFORM, OVERLAP, QUANTIZER, CODED_SIZE_FLAG, RANGE_MAPY_FLAG, RANGE_MAPUV_FLAG
  const units = Array.from({ length: pictures }, (_, i) => {
    const picture = dataUnit(0x0d, advancedPicture(i));
    const headers = [dataUnit(0x0f, sequence.bytes(true)), dataUnit(0x0e, entryPoint.bytes(true))];
    return isIntra(i) ? Buffer.concat([...headers, picture]) : picture;
  });
  return Buffer.concat(units);
}

function mainPicture(picture) {
  const bits = new Bits().put(picture % 4, 2); // FRMCNT
  const intra = isIntra(picture);
  bits.put(intra ? 0 : 1, 1); // PTYPE
  if (intra) bits.put(0, 7); // BF
  putQuantizer(bits, intra);
  if (intra) {
    bits.put(0, 3); // TRANSACFRM, TRANSACFRM2, TRANSDCTAB
    putIntraMacroblocks(bits);
  } else putSkippedMacroblocks(bits);
  return bits.bytes(true);
}

function mainStream() {
  const structC = new Bits()
    .put(4, 4)
    .put(1, 3)
    .put(0, 5) // main profile, rates
    .put(0, 3)
    .put(1, 1) // LOOPFILTER, reserved, MULTIRES, reserved
    .put(1, 1)
    .put(0, 1)
    .put(0, 2) // FASTUVMC, EXTENDED_MV, DQUANT
    .put(0, 5)
    .put(0, 3) // VSTRANSFORM, reserved, OVERLAP, SYNCMARKER, RANGERED, MAXBFRAMES
    .put(0, 2)
    .put(0, 1)
    .put(1, 1); // QUANTIZER, FINTERPFLAG, reserved
  const header = Buffer.alloc(36);
  header.writeUInt32LE(0xc5000000 + pictures, 0);
  header.writeUInt32LE(4, 4);
  structC.bytes().copy(header, 8);
  header.writeUInt32LE(height, 12);
  header.writeUInt32LE(width, 16);
  header.writeUInt32LE(12, 20);
  header.writeUInt32LE(25, 32);
  const frames = Array.from({ length: pictures }, (_, i) => {
    const payload = mainPicture(i);
    const frame = Buffer.alloc(8);
    frame.writeUInt32LE(payload.length + (isIntra(i) ? 0x80000000 : 0), 0);
    frame.writeUInt32LE(i * 40, 4);
    return Buffer.concat([frame, payload]);
  });
  return Buffer.concat([header, ...frames]);
}

const [profile, file] = process.argv.slice(2);
writeFileSync(file, profile === 'advanced' ? advancedStream() : mainStream());

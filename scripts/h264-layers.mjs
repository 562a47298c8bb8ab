// Puts what only other decoders than those of the base layer read into an H.264 stream: in front of each slice a prefix unit
// of scalable coding (SVC, annex F), behind it a slice of a further layer and one of an auxiliary picture (alpha, 7.4.1.2.5).
// What these say is nonsense; a decoder of the base layer must pass over them.
// usage: node scripts/h264-layers.mjs IN OUT   (Annex B)
import { readFileSync, writeFileSync } from 'node:fs';
import { byteStream, bytesOf, nalUnits } from './bits.mjs';

const TYPE = { slice: 1, idr: 5, prefix: 14, auxiliary: 19, layer: 20 };

/** nal_unit_header_svc_extension (F.7.3.1.1): svc_extension_flag, idr_flag, … dependency_id … */
function extension(isIdr, layer) {
  return bytesOf(
    `1${isIdr ? 1 : 0}000000 1${layer.toString(2).padStart(3, '0')}0000 00000111`.replaceAll(' ', ''),
  );
}

function withLayers(unit) {
  const type = unit[0] & 31;
  if (type !== TYPE.slice && type !== TYPE.idr) return [unit];
  const isIdr = type === TYPE.idr;
  const importance = unit[0] & 0x60;
  const rest = unit.subarray(1);
  // store_ref_base_pic_flag 0, additional_prefix_nal_unit_extension_flag 0, stop bit
  const prefix = [
    Buffer.of(importance | TYPE.prefix),
    extension(isIdr, 0),
    Buffer.of(importance === 0 ? 0x80 : 0x20),
  ];
  const layer = [Buffer.of(importance | TYPE.layer), extension(isIdr, 1), rest];
  const auxiliary = [Buffer.of(importance | TYPE.auxiliary), rest];
  return [Buffer.concat(prefix), unit, Buffer.concat(layer), Buffer.concat(auxiliary)];
}

const [input, output] = process.argv.slice(2);
writeFileSync(output, byteStream(nalUnits(readFileSync(input)).flatMap(withLayers)));

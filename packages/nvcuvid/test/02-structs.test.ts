/** StructView: fields, bit-fields, arrays and structs in structs. */
import { offsetOf, StructView, structs } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';

describe('StructView', () => {
  it('writes a field where C reads it, little-endian', () => {
    const info = StructView.allocate('CUVIDPARSERDISPINFO').set('picture_index', -2).set('timestamp', -3n);
    const view = new DataView(info.bytes.buffer);
    expect(info.bytes.byteLength).toBe(24);
    expect(view.getInt32(0, true)).toBe(-2);
    expect(view.getBigInt64(16, true)).toBe(-3n);
    expect(info.get('timestamp')).toBe(-3n);
  });

  it('keeps the other bits of a bit-field storage unit', () => {
    const picture = StructView.allocate('CUVIDVP9PICPARAMS');
    picture.set('profile', 5).set('frameContextIdx', 2).set('refreshEntropyProbs', 1).set('profile', 2);
    expect(picture.get('profile')).toBe(2);
    expect(picture.get('frameContextIdx')).toBe(2);
    expect(picture.get('refreshEntropyProbs')).toBe(1);
    expect(picture.get('showFrame')).toBe(0);
    const at = offsetOf('CUVIDVP9PICPARAMS', 'profile');
    expect(new DataView(picture.bytes.buffer).getUint16(at, true)).toBe(2 | (2 << 3) | (1 << 13));
  });

  it('writes bit-fields of 30 and 32-bit units', () => {
    const parameters = StructView.allocate('CUVIDPARSERPARAMS')
      .set('uReserved', 2 ** 30 - 1)
      .set('bAnnexb', 1);
    expect(parameters.get('uReserved')).toBe(2 ** 30 - 1);
    expect(parameters.get('bMemoryOptimize')).toBe(0);
    expect(parameters.set('uReserved', 0).get('bAnnexb')).toBe(1);
  });

  it('reads arrays by flat index, and structs inside structs over the same memory', () => {
    const picture = StructView.allocate('CUVIDPICPARAMS');
    const h264 = picture.struct('CodecSpecific.h264');
    h264.struct('dpb', 3).set('FieldOrderCnt', 77, 1);
    h264.set('WeightScale8x8', 9, 64 + 5);
    const offset = structs.CUVIDPICPARAMS.fields['CodecSpecific.h264'].offset;
    const dpb = offset + offsetOf('CUVIDH264PICPARAMS', 'dpb') + 3 * structs.CUVIDH264DPBENTRY.size;
    expect(new DataView(picture.bytes.buffer).getInt32(dpb + 24, true)).toBe(77);
    expect(h264.array('WeightScale8x8')[69]).toBe(9);
    expect(picture.struct('CodecSpecific.av1').struct('global_motion', 6).get('wmmat', 5)).toBeTypeOf(
      'number',
    );
  });

  it('refuses what does not fit, naming it', () => {
    const caps = StructView.allocate('CUVIDDECODECAPS');
    expect(() => caps.set('nMinWidth', 65_536)).toThrow(RangeError);
    expect(() => caps.set('nMinWidth', -1)).toThrow('-1 does not fit a field of type u16');
    expect(() => StructView.allocate('CUVIDPARSERPARAMS').set('bAnnexb', 2)).toThrow('1 bits');
    expect(() => caps.get('reserved1', 3)).toThrow('CUVIDDECODECAPS.reserved1 has 3 elements');
    expect(() => new StructView('CUVIDDECODECAPS', new Uint8Array(87))).toThrow('needs 88 bytes');
    expect(() => offsetOf('CUVIDDECODECAPS', 'nothing' as 'nMinWidth')).toThrow(
      'CUVIDDECODECAPS has no field nothing',
    );
  });
});

/** The display area where the parser drops its left and top: what the sequence parameter set says of it. */
import { offsetOf, type Rect, StructView, type VideoFormat } from '@nvcodec/nvcuvid';
import { describe, expect, it } from 'vitest';
import { readH264Window } from '../src/h264-sequence.js';
import { readHevcWindow } from '../src/hevc-sequence.js';
import { nalUnits, rawPayload } from '../src/nal-units.js';
import { CallbackDispatcher } from '../src/parser-dispatch.js';
import { SequenceHeaders } from '../src/sequence-headers.js';
import { BitWriter } from './support/bit-writer.js';
import { croppedClip } from './support/clip.js';

/**
 * Parameter sets of `ffmpeg -f lavfi -i testsrc2=s=320x240 -frames:v 1 -pix_fmt FORMAT -c:v libx264` (libx265), with
 * `-c copy -bsf:v h264_metadata=crop_left=L:crop_top=T:crop_right=R:crop_bottom=B` (hevc_metadata) behind it.
 */
const h264 = {
  'High 4:2:0': ['6764000dacd94141fc494af011000003000100000300320f142996', 320, 240, 16, 8, 312, 236],
  'Baseline 4:2:0': ['6742c00dd90141fc494af011000003000100000300320f142a48', 320, 240, 16, 8, 312, 236],
  'High 4:2:2': ['677a000dbcd94141fd321b011000000300100000030320f1429960', 320, 240, 2, 3, 316, 235],
  'High 4:4:4': ['67f4000d919b28283fa6436022000003000200000300641e28532c', 320, 240, 1, 3, 318, 235],
  'High, grey': ['6764000df3650507f4c86c05b2000003000200000300641e28532c', 320, 240, 1, 3, 318, 235],
  'High, fields': ['67640015acd941410e9a78088000000300800000190f8a14cb', 320, 256, 2, 4, 316, 248],
} as const;
const hevc = {
  'Main 4:2:0': [
    '42010101600000030090000003000003003ca00a080f189295e5959a4932bc05a02000000300200000030321',
    ...[320, 240, 16, 8, 312, 236],
  ],
  'Rext 4:2:2': [
    '4201010408000003009d0800000300003cb00a080f1a64365959a4932bc05a020000030002000003003210',
    ...[320, 240, 2, 3, 316, 235],
  ],
  'Rext 4:4:4': [
    '4201010408000003009e0800000300003c90014101e34c86cb2b349265780b4040000003004000000642',
    ...[320, 240, 1, 3, 318, 235],
  ],
} as const;

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const stream = (hex: string) => bytes(`00000001${hex}00000168ce3c80`);
const window = (sizes: readonly unknown[]) => {
  const [codedWidth, codedHeight, left, top, right, bottom] = sizes;
  return { codedWidth, codedHeight, area: { left, top, right, bottom } };
};

describe('a parameter set', () => {
  it.each(Object.entries(h264))('of H.264 %s tells its window', (_, [hex, ...sizes]) => {
    expect(readH264Window(bytes(hex))).toEqual(window(sizes));
  });

  it.each(Object.entries(hevc))('of HEVC %s tells its window', (_, [hex, ...sizes]) => {
    expect(readHevcWindow(bytes(hex))).toEqual(window(sizes));
  });

  it('of H.264 may hold scaling lists, and offsets of the picture order', () => {
    const set = new BitWriter().bits(0x67, 8).bits(100, 8).bits(0, 16).ue(0);
    set.ue(1).ue(0).ue(0).bits(0, 1).bits(1, 1); // 4:2:0, 8 bit, scaling matrix
    set.bits(1, 1).se(-8); // a list that ends at once: the default one
    set.bits(0, 1).bits(1, 1); // one left out, and one of 16 entries
    for (let entry = 0; entry < 16; entry++) set.se(entry % 3);
    set.bits(0, 3).bits(1, 1); // three left out, and one of 64 entries, which ends after two
    set.se(4).se(-12).bits(0, 1);
    set.ue(4).ue(1).bits(0, 1).se(-1).se(2).ue(3).se(5).se(-6).se(7); // pic_order_cnt_type 1, a cycle of 3
    set.ue(4).bits(0, 1).ue(19).ue(14).bits(1, 1).bits(1, 1); // 320x240 in frames
    set.bits(1, 1).ue(8).ue(4).ue(4).ue(2).bits(1, 1);
    expect(readH264Window(set.unit())).toEqual(window([320, 240, 16, 8, 312, 236]));
  });

  it('of HEVC may hold profiles and levels of sub-layers', () => {
    const set = new BitWriter().bits(0x4201, 16).bits(0, 4).bits(2, 3).bits(1, 1);
    set.bits(1, 8).bits(0, 80).bits(93, 8); // profile_tier_level: Main, level 3.1
    set.bits(0b11, 2).bits(0b01, 2).bits(0, 12); // one sub-layer with profile and level, one with a level
    set.bits(1, 8).bits(0, 80).bits(60, 8).bits(63, 8);
    set.ue(0).ue(1).ue(320).ue(240).bits(1, 1).ue(8).ue(4).ue(4).ue(2).bits(1, 1);
    expect(readHevcWindow(set.unit())).toEqual(window([320, 240, 16, 8, 312, 236]));
  });

  it('that is cut short is a RangeError at any length', () => {
    const whole = bytes(h264['High 4:2:0'][0]);
    for (let length = 0; length < 12; length++) {
      expect(() => readH264Window(whole.subarray(0, length)), `${length} bytes`).toThrow(RangeError);
    }
    expect(() => readHevcWindow(bytes(hevc['Main 4:2:0'][0]).subarray(0, 24))).toThrow(RangeError);
  });

  it('is a NAL unit between start codes, with zeros kept apart by a 3', () => {
    expect([...nalUnits(stream('6700000305'))].map((unit) => Buffer.from(unit).toString('hex'))).toEqual([
      '6700000305',
      '68ce3c80',
    ]);
    expect([...rawPayload(bytes('6700000301000003000003'))]).toEqual([0x67, 0, 0, 1, 0, 0, 0, 0]);
  });
});

describe('the display area', () => {
  const told = {
    codedWidth: 320,
    codedHeight: 240,
    displayArea: { left: 0, top: 0, right: 312, bottom: 236 },
  };
  const [cropped] = h264['High 4:2:0'];
  const none = new Uint8Array();
  const headersOf = (...seen: string[]) => {
    const headers = SequenceHeaders.of('h264');
    if (headers === undefined) throw new Error('no syntax of H.264');
    for (const hex of seen) headers.note(stream(hex));
    return headers;
  };
  /** A Baseline parameter set of 320x240 with this cropping, in units of two pixels. */
  const baseline = (left: number, right: number, top: number, bottom: number) => {
    const set = new BitWriter().bits(0x67, 8).bits(66, 8).bits(0, 16).ue(0).ue(0).ue(2).ue(1).bits(0, 1);
    set.ue(19).ue(14).bits(1, 1).bits(0, 1).bits(1, 1).ue(left).ue(right).ue(top).ue(bottom).bits(1, 1);
    return Buffer.from(set.unit()).toString('hex');
  };

  it('is taken from the header that comes with the format', () => {
    expect(headersOf().displayArea(told, stream(cropped))).toEqual(croppedClip.area);
  });

  it('is else taken from what was fed, seen once or often', () => {
    expect(headersOf(cropped, cropped).displayArea(told, none)).toEqual(croppedClip.area);
    const headers = headersOf();
    headers.note(croppedClip.bytes);
    expect(headers.displayArea(told, none)).toEqual(croppedClip.area);
  });

  it('is set right too where the parser moved the whole window to 0, 0', () => {
    const moved = { ...told, displayArea: { left: 0, top: 0, right: 296, bottom: 228 } };
    expect(headersOf(cropped).displayArea(moved, none)).toEqual(croppedClip.area);
  });

  it.each([
    ['nothing was seen', told, []],
    ['the parser told of a left or top', { ...told, displayArea: croppedClip.area }, [baseline(2, 4, 2, 2)]],
    ['no parameter set agrees', told, [baseline(2, 6, 2, 2)]],
    ['the coded size is smaller', { ...told, codedHeight: 236 }, [cropped]],
    ['two agree that differ', told, [baseline(2, 4, 2, 2), baseline(4, 4, 2, 2)]],
    ['it is damaged', told, [cropped.slice(0, 20)]],
  ])('stays as the parser told it when %s', (_, format, seen) => {
    expect(headersOf(...seen).displayArea(format, none)).toEqual(format.displayArea);
  });

  it('agrees with the parser where one of several parameter sets does', () => {
    const headers = headersOf(baseline(2, 6, 2, 2), cropped);
    expect(headers.displayArea(told, none)).toEqual(croppedClip.area);
  });

  it('reaches the sequence callback set right, from a format with its header behind it', () => {
    const header = stream(cropped);
    const format = StructView.allocate('CUVIDEOFORMATEX');
    format.struct('format').set('codec', 4).set('coded_width', 320).set('coded_height', 240);
    format.struct('format').set('display_area.right', 312).set('display_area.bottom', 236);
    format.struct('format').set('seqhdr_data_length', header.length);
    format.bytes.set(header, offsetOf('CUVIDEOFORMATEX', 'raw_seqhdr_data'));
    const areas: Rect[] = [];
    const sequence = ({ displayArea }: VideoFormat) => areas.push(displayArea);
    const callbacks = { sequence, decode: () => true, display: () => {} };
    expect(new CallbackDispatcher(callbacks, headersOf()).sequence(format.address)).toBe(1);
    expect(new CallbackDispatcher(callbacks, undefined).sequence(format.address)).toBe(2);
    expect(areas).toEqual([croppedClip.area, told.displayArea]);
  });

  it('is the parser’s for other codecs', () => {
    expect(SequenceHeaders.of('mpeg2')).toBeUndefined();
    expect(SequenceHeaders.of('hevc')).toBeInstanceOf(SequenceHeaders);
  });
});

/** Which pictures are left out, as FFmpeg's decoders do, by what their packets tell. */
import { describe, expect, it } from 'vitest';
import { unshownPictures } from '../src/decoding/unshown-pictures.js';

/** A unit behind a start code; only what is looked at is there. */
const nal = (...bytes: number[]): number[] => [0, 0, 1, ...bytes];

describe('pictures that are not to be shown', () => {
  it('of HEVC that lead an access point are skipped where a sequence begins', () => {
    const unit = (type: number): number[] => nal(type << 1, 1, 0x80);
    const [RASL, BLA, CRA, TRAIL, END] = [8, 16, 21, 1, 36].map(unit);
    const order = [
      CRA,
      RASL,
      TRAIL,
      CRA,
      RASL,
      BLA,
      RASL,
      TRAIL,
      END,
      CRA,
      RASL,
      [...(END ?? []), ...(CRA ?? [])],
      RASL,
    ];
    const pictures = unshownPictures('hevc', 'sorts');
    let number = 0;
    const roles = order.map((data) => pictures?.parsing(number++, Uint8Array.from(data ?? []), false));
    const packets = ['C', 'RASL', 'T', 'C', 'RASL', 'B', 'RASL', 'T', 'END', 'C', 'RASL', 'END C', 'RASL'];
    expect(packets.map((name, i) => `${name} ${roles[i]}`)).toEqual([
      'C begins',
      'RASL skipped',
      'T follows',
      'C follows',
      'RASL follows',
      'B begins',
      'RASL skipped',
      'T follows',
      'END follows',
      'C begins',
      'RASL skipped',
      'END C begins',
      'RASL skipped',
    ]);
    expect([0, 1, 2, 4, 6].map((packet) => pictures?.isShown(packet))).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  it('of HEVC that wait are dropped where a CRA picture begins a sequence: the parser is given a broken link', () => {
    const unit = (type: number, slice: number): number[] => nal(type << 1, 1, slice);
    const [idr, cra, end, next] = [unit(19, 0x80), unit(21, 0x80), nal(36 << 1, 1), unit(21, 0)];
    const given = (parser: 'sorts' | 'keeps', ...packets: number[][][]): number[][] => {
      const pictures = unshownPictures('hevc', parser);
      const all = packets.map((units) => Uint8Array.from(units.flat()));
      all.forEach((data, i) => void pictures?.parsing(i, data, true));
      return all.map((data) => [...data]);
    };
    const stream = [[idr], [cra, next], [end, cra, next], [end, idr]];
    const brokenLink = [...end, ...unit(16, 0xc0), ...unit(16, 0)];
    expect(given('sorts', ...stream)).toEqual([idr, [...cra, ...next], brokenLink, [...end, ...idr]]);
    expect(given('keeps', ...stream)).toEqual(stream.map((units) => units.flat()));
  });

  it('of HEVC that say so themselves are no pictures to count', () => {
    /** A unit's payload as bits. */
    const unit = (type: number, bits: string): number[] => {
      const text = bits.replaceAll(' ', '');
      const bytes = text.padEnd(Math.ceil(text.length / 8) * 8, '0').match(/.{8}/g) ?? [];
      return nal(type << 1, 1, ...bytes.map((byte) => Number.parseInt(byte, 2)));
    };
    // Sets 0 and 1: output_flag_present_flag and num_extra_slice_header_bits behind two numbers and a flag.
    const sets = [...unit(34, '1 1 0 0 000 1'), ...unit(34, '010 1 0 1 010 1')];
    const pictures = unshownPictures('hevc', 'keeps');
    const roleOf = (data: number[]): string | undefined => pictures?.parsing(0, Uint8Array.from(data), false);
    // first_slice_segment_in_pic_flag, slice_pic_parameter_set_id, two bits more, slice_type, pic_output_flag
    const [plain, shown, hidden] = ['1 1 011 0', '1 010 00 011 1 1', '1 010 11 011 0 1'].map((bits) =>
      unit(1, bits),
    );
    expect(roleOf([...sets, ...unit(19, '1 0 010 00 011 1 1')])).toBe('begins');
    expect([plain, shown, hidden].map((data) => roleOf(data ?? []))).toEqual([
      'follows',
      'follows',
      'skipped',
    ]);
    expect(roleOf(nal(1 << 1, 1))).toBe('follows');
  });

  it('of MPEG-2 are not shown before a sequence header, nor with one of the two that they refer to missing', () => {
    const [sequence, open, closed] = [nal(0xb3), nal(0xb8, 0, 8, 0, 0), nal(0xb8, 0, 8, 0, 0x40)];
    const [I, P, B] = [1, 2, 3].map((type) => nal(0, 0, type << 3));
    const rolesOf = (packets: number[][], keys: number[]): string => {
      const pictures = unshownPictures('mpeg2', 'sorts');
      const roles = packets.map((data, i) => pictures?.parsing(i, Uint8Array.from(data), keys.includes(i)));
      const shown = packets.map((_, i) => (pictures?.isShown(i) === true ? 'shown' : 'left out'));
      return roles.map((role, i) => `${role} ${shown[i]}`).join(', ');
    };
    const [i = [], p = [], b = []] = [I, P, B];
    expect(rolesOf([p, b, [...sequence, ...open, ...i], b, p, b], [2])).toBe(
      'skipped left out, skipped left out, begins shown, skipped left out, follows shown, follows shown',
    );
    expect(rolesOf([[...sequence, ...closed, ...i], b, p, [...open, ...i], b], [0, 3])).toBe(
      'begins shown, follows shown, follows shown, begins shown, follows shown',
    );
  });

  it('of MPEG-4 are B-planes that have but one plane to refer to', () => {
    const pictures = unshownPictures('mpeg4', 'sorts');
    const [I, P, B] = [0, 1, 2].map((type) => Uint8Array.from(nal(0xb6, type << 6)));
    const [layer, other] = [1, 2].map((size) => Uint8Array.from([...nal(0x20, size), ...nal(0xb6, 0)]));
    const order = [layer, B, P, B, I, B, layer, other];
    const keys = [layer, I, other];
    const roles = order.map((data, i) => pictures?.parsing(i, data ?? new Uint8Array(), keys.includes(data)));
    expect(roles).toEqual([
      'follows',
      'skipped',
      ...['follows', 'follows', 'follows', 'follows', 'follows'],
      'begins',
    ]);
    expect(order.map((_, i) => pictures?.isShown(i))).toEqual(order.map((_, i) => i !== 1));
  });
});

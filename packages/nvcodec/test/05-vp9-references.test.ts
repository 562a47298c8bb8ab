import { describe, expect, it } from 'vitest';
import { readVp9Frame, Vp9References } from '../src/decoding/vp9-references.js';

/** Bits as text, padded to bytes. */
function frame(bits: string): Uint8Array {
  const text = bits.replaceAll(' ', '');
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8, '0');
  return Uint8Array.from(padded.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

const sync = '01001001 10000011 01000010';

describe("VP9's frame header", () => {
  it.each([
    ['a keyframe goes into every slot', '10 00 0 0 1 0', { refreshes: 255, refersTo: [] }],
    [
      'a shown inter frame',
      '10 00 0 1 1 0 00 00000101 000 0 011 1 111 0',
      { refreshes: 5, refersTo: [0, 3, 7] },
    ],
    [
      'a hidden inter frame says that it is not intra-only',
      '10 00 0 1 0 0 0 00 10000000 001 0 001 0 001 0',
      { refreshes: 128, refersTo: [1, 1, 1] },
    ],
    [
      'an error-resilient frame resets nothing',
      '10 00 0 1 1 1 01000000 010 0 100 1 110 0',
      { refreshes: 64, refersTo: [2, 4, 6] },
    ],
    [
      'an intra-only frame of profile 0',
      `10 00 0 1 0 0 1 00 ${sync} 00000011`,
      { refreshes: 3, refersTo: [] },
    ],
    [
      'an intra-only frame of profile 2',
      `10 01 0 1 0 0 1 00 ${sync} 1 010 0 00000011`,
      { refreshes: 3, refersTo: [] },
    ],
    [
      'an intra-only frame of profile 1',
      `10 10 0 1 0 0 1 00 ${sync} 010 0 000 00000011`,
      { refreshes: 3, refersTo: [] },
    ],
    [
      'an intra-only RGB frame of profile 3',
      `10 11 0 0 1 0 0 1 00 ${sync} 1 111 0 00000011`,
      { refreshes: 3, refersTo: [] },
    ],
    ['an existing frame that is shown', '10 00 1 101', { shows: 5 }],
    ['the same in profile 3', '10 11 0 1 010', { shows: 2 }],
  ])('%s', (_, bits, expected) => {
    expect(readVp9Frame(frame(bits))).toEqual(expected);
  });
});

describe("VP9's reference slots", () => {
  it('hold the picture that was decoded into them last', () => {
    const references = new Vp9References();
    expect(references.pictureIn(0)).toBeUndefined();
    references.refresh(255, 4);
    references.refresh(0b10000001, 7);
    expect([0, 1, 6, 7].map((slot) => references.pictureIn(slot))).toEqual([7, 4, 4, 7]);
    expect(references.has([0, 7, 7])).toBe(true);
    references.clear();
    expect(references.has([])).toBe(true);
    expect(references.has([0])).toBe(false);
    expect(references.pictureIn(7)).toBeUndefined();
  });
});

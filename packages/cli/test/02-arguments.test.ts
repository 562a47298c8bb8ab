import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fromStart,
  parseDevice,
  parseSize,
  parseTime,
  positiveNumber,
  resolveTime,
  wholeNumber,
} from '../src/arguments.js';
import { UsageError } from '../src/report/failure.js';

describe('times', () => {
  it.each([
    ['10', 10],
    ['10.25', 10.25],
    ['.5', 0.5],
    ['10.5s', 10.5],
    ['250ms', 0.25],
    ['-1.5', -1.5],
    ['1:02.5', 62.5],
    ['1:02:03', 3723],
    ['100:00:00', 360_000],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseTime(text)).toEqual({ seconds });
  });

  it.each(['', 'noon', '1:60', '1:2:3:4', '101%', '-5%', '1e3', '10 s', '1:-2', 'NaN', 'Infinity'])(
    '%j is no time',
    (text) => {
      expect(() => parseTime(text)).toThrow(/written/);
    },
  );

  it('count from where the video starts on its timeline', () => {
    const timeline = { startTime: 1.4, duration: 8 };
    expect(resolveTime(parseTime('3'), timeline)).toBeCloseTo(4.4, 12);
    expect(resolveTime(parseTime('25%'), timeline)).toBeCloseTo(3.4, 12);
    expect(fromStart(resolveTime(parseTime('3'), timeline), timeline)).toBe(3);
    expect(fromStart(1 / 3, { startTime: 0 })).toBe(1 / 3);
  });

  it('in per cent need a duration', () => {
    const endless = { startTime: 1.4, duration: null };
    expect(resolveTime(parseTime('3'), endless)).toBeCloseTo(4.4, 12);
    expect(() => resolveTime(parseTime('25%'), endless)).toThrow(UsageError);
  });

  it('reads what it would print', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 359_999_999 }), (milliseconds) => {
        const seconds = milliseconds / 1000;
        const clock = `${Math.floor(seconds / 3600)}:${Math.floor(seconds / 60) % 60}:${((milliseconds % 60_000) / 1000).toFixed(3)}`;
        const parsed = parseTime(clock);
        expect('seconds' in parsed && parsed.seconds).toBeCloseTo(seconds, 6);
      }),
    );
  });
});

describe('sizes, devices and numbers', () => {
  it('reads sizes with one or both sides', () => {
    expect(parseSize('320x240')).toEqual({ width: 320, height: 240 });
    expect(parseSize('320x')).toEqual({ width: 320 });
    expect(parseSize('x240')).toEqual({ height: 240 });
  });

  it.each(['', 'x', '320', '0x240', '320x-1', '3.5x2', '100000x1'])('%j is no size', (text) => {
    expect(() => parseSize(text)).toThrow(/320x240/);
  });

  it('reads devices', () => {
    expect(['auto', 'soft', '0', '12'].map(parseDevice)).toEqual(['auto', 'soft', 0, 12]);
    for (const text of ['', 'gpu', '-1', '1.5', '0x1']) expect(() => parseDevice(text)).toThrow(/auto, soft/);
  });

  it('reads whole and positive numbers', () => {
    expect(wholeNumber(1)('7')).toBe(7);
    for (const text of ['0', '1.5', '', '-3']) expect(() => wholeNumber(1)(text)).toThrow(/1 or more/);
    expect(() => wholeNumber(1, 100)('101')).toThrow(/from 1 to 100/);
    expect(positiveNumber('0.5')).toBe(0.5);
    for (const text of ['0', '-1', 'x', '']) expect(() => positiveNumber(text)).toThrow(/above 0/);
  });
});

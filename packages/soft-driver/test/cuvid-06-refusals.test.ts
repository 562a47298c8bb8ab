// Calls that must fail do so with NVIDIA's codes, and leave the driver working. The calls are in
// native/cuvid/checks.cc.
import { expect, it } from 'vitest';
import { clip, fixture, runProgram } from './cuvid-program.js';

const success = 0;
const invalidValue = 1;
const invalidContext = 201;
const mapFailed = 205;
const invalidHandle = 400;
const notPermitted = 800;
const notSupported = 801;
const unknown = 999;

const expected: Record<string, number> = {
  'caps-without-context': invalidContext,
  'create-without-context': invalidContext,
  create: success,
  'create-no-width': invalidValue,
  'create-too-wide': invalidValue,
  'create-svc': notSupported,
  'create-bad-codec': invalidValue,
  'create-444-as-nv12': notSupported,
  'create-bad-crop': invalidValue,
  'create-bad-target-rect': invalidValue,
  'create-no-target': invalidValue,
  'create-no-decode-surfaces': invalidValue,
  'create-too-many-decode-surfaces': invalidValue,
  'create-no-output-surfaces': invalidValue,
  'create-max-below-size': invalidValue,
  'create-histogram': notSupported,
  'create-bad-lock': invalidHandle,
  'create-parser-mvc': notSupported,
  'create-parser': success,
  'decode-index-too-large': invalidValue,
  'decode-foreign': invalidValue,
  'decode-other-size': invalidValue,
  'parse-in-callback': notPermitted,
  'destroy-in-callback': notPermitted,
  'map-unbound-slot': invalidValue,
  'map-no-such-slot': invalidValue,
  map: success,
  'map-second': success,
  'map-too-many': mapFailed,
  'reconfigure-too-large': invalidValue,
  'reconfigure-while-mapped': invalidValue,
  unmap: success,
  'unmap-again': invalidValue,
  'unmap-second': success,
  'map-without-context': invalidContext,
  status: success,
  'status-value': 2,
  'status-unbound': success,
  'status-unbound-value': 0,
  'status-no-such-slot': invalidValue,
  'decode-after-callback': invalidValue,
  parse: success,
  'parse-callback-fails': unknown,
  'parse-again': success,
  'parse-null-payload': invalidValue,
  'destroy-parser': success,
  'destroy-parser-again': invalidHandle,
  'destroy-decoder-without-context': success,
  'device-allocations-left': 0,
  'destroy-decoder-again': invalidHandle,
  'status-destroyed': invalidHandle,
  'video-source': notSupported,
  'lock-create': success,
  lock: success,
  'lock-makes-current': 1,
  unlock: success,
  'unlock-takes-back': 1,
  'lock-destroy': success,
  'lock-destroyed': invalidHandle,
};

it('answers each call as expected', () => {
  const { code, stdout, stderr } = runProgram(['checks', fixture('h264.h264')]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  const answers = Object.fromEntries(
    lines.map((line) => line.split(' ')).map(([name, value]) => [name, Number(value)]),
  );
  expect(answers).toEqual(expected);
});

it('has no 4:4:0, which NVCUVID has no name for', () => {
  const { code, stdout, stderr } = runProgram(['decode', clip('vp9-440.ivf')]);
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: 'cuvidParseVideoData: CUDA_ERROR_NOT_SUPPORTED\n',
  });
});

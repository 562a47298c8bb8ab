/**
 * The functions that C calls from inside cuvidParseVideoData. There is one set for a thread, not for a parser:
 * callbacks run synchronously, so it is enough to know which parser is parsing just now. A parser can therefore be
 * closed or dropped without taking from C a function that it may still call, and the number of parsers has no limit.
 */
import koffi from 'koffi';

/** What a parser does with the pointers that C hands over. The results are what C expects. */
export interface CallbackReceiver {
  sequence(format: bigint): number;
  decode(picture: bigint): number;
  display(info: bigint): number;
  operatingPoint(info: bigint): number;
  sei(info: bigint): number;
}

/** Addresses of the C functions. */
export type CallbackAddresses = { readonly [K in keyof CallbackReceiver]: bigint };

/** What NVCUVID takes as a failed callback; of the operating point, as no choice. */
const failed: { readonly [K in keyof CallbackReceiver]: number } = {
  sequence: 0,
  decode: 0,
  display: 0,
  operatingPoint: -1,
  sei: 0,
};

let receiver: CallbackReceiver | undefined;
let registered: CallbackAddresses | undefined;

/** The C functions of this thread. */
export function callbackAddresses(): CallbackAddresses {
  registered ??= {
    sequence: register('sequence'),
    decode: register('decode'),
    display: register('display'),
    operatingPoint: register('operatingPoint'),
    sei: register('sei'),
  };
  return registered;
}

/** Makes a C call during which callbacks go to `target`. Calls may nest. */
export function receivingCallbacks(target: CallbackReceiver, call: () => number): number {
  const outer = receiver;
  receiver = target;
  try {
    return call();
  } finally {
    receiver = outer;
  }
}

function register(kind: keyof CallbackReceiver): bigint {
  const type = koffi.pointer(koffi.proto('int', ['void *', 'void *']));
  return koffi.register((_user: unknown, pointer: bigint | null) => {
    return receiver === undefined ? failed[kind] : receiver[kind](pointer ?? 0n);
  }, type);
}

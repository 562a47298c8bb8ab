/**
 * Room for the out-parameters of synchronous calls. One set a thread serves all of them, because the values
 * are read before another call is made; allocating for each call would cost more than the call.
 */

/** One or two out-parameters of pointer size; give `second64` for the second. */
export const first64 = new BigUint64Array(1);
export const second64 = new BigUint64Array(1);
/** For cuCtxPopCurrent alone, which follows the call whose out-parameters are still to be read. */
export const popped64 = new BigUint64Array(1);
/** One or two out-parameters of type int. */
export const first32 = new Int32Array(1);
export const second32 = new Int32Array(1);
/** An out-parameter of type float. */
export const firstFloat = new Float32Array(1);

/** The value that a call wrote into one of the arrays above. */
export function written(out: BigUint64Array): bigint {
  return out[0] ?? 0n;
}

/** The value that a call wrote into one of the arrays above. */
export function writtenNumber(out: Int32Array | Float32Array): number {
  return out[0] ?? 0;
}

/** Pictures in host memory, as the reference takes and gives them. */

/** One plane of a source picture in host memory. */
export interface HostPlane {
  /** Its samples, padding included. */
  readonly data: Uint8Array | Uint16Array;
  /** Samples from one row to the next. */
  readonly pitch: number;
}

/**
 * Samples of a tightly packed picture: codes, rounded, of integer formats; of float formats the values themselves,
 * in float64, before they are rounded to the format's precision.
 */
export type HostImage = Uint8Array | Uint16Array | Float32Array | Float64Array;

/**
 * From high dynamic range to standard dynamic range: what is asked for. BT.2390 gives the method and the curve, BT.2100
 * the transfer functions of PQ and HLG.
 *
 * R′G′B′ of the source, in 0 … 1, is taken through these steps, in float:
 *
 * 1. To light. PQ: its EOTF gives cd/m². HLG: its inverse OETF gives scene light E of 0 … 1, and the OOTF for a display
 *    of `sourcePeak` cd/m² (γ = 1.2 + 0.42 · log10(sourcePeak / 1000), black 0) gives cd/m².
 * 2. Tone mapping of the luminance Y, which is the sum of R, G and B weighted as the source's primaries say
 *    (`lumaWeights('chroma-derived-nc', primaries)`): R, G and B are multiplied by curve(Y) / Y. Y above `sourcePeak`
 *    counts as `sourcePeak` in curve and divisor. HLG's Ys has the same weights.
 * 3. Division by `targetPeak`, so that 1 is white.
 * 4. From the source's primaries to the target's, through XYZ (white points adapted by Bradford where they differ);
 *    what falls outside 0 … 1 is clipped.
 * 5. The inverse EOTF of the target's transfer; see `TargetColor`.
 */

/**
 * The curve from luminance to luminance, both in cd/m²:
 *
 * - `bt2390`: the EETF of BT.2390, section 5.4.1, with both black levels at 0: in PQ values relative to the source's
 *   peak, straight up to the knee, then a Hermite spline up to the target's peak.
 * - `reinhard`: with x = Y / targetPeak and w = sourcePeak / targetPeak, x · (1 + x / w²) / (1 + x): Reinhard et al.
 *   2002, equation 4; maps the source's peak to the target's.
 *
 * With a source's peak no higher than the target's, `bt2390` changes nothing and `reinhard` takes w as 1.
 */
export const toneMappingOperators = ['bt2390', 'reinhard'] as const;

/** The name of a tone mapping curve; see `toneMappingOperators`. */
export type ToneMappingOperator = (typeof toneMappingOperators)[number];

/** How high dynamic range is brought down; the head of tone-mapping.ts has the steps. */
export interface ToneMapping {
  /** The curve. */
  readonly operator: ToneMappingOperator;
  /**
   * The brightest luminance of the source in cd/m², from its metadata: MaxCLL or the mastering display's peak; for HLG
   * the nominal peak of the display it is shown on. Default: 1000.
   */
  readonly sourcePeak?: number | undefined;
  /** The luminance in cd/m² that becomes the target's white. Default: 203, the reference white of BT.2408. */
  readonly targetPeak?: number | undefined;
}

/** `ToneMapping` where nothing is left out. */
export const toneMappingDefaults = { sourcePeak: 1000, targetPeak: 203 } as const;

/**
 * How pixels are found between pixels when a picture is scaled.
 *
 * Each plane of the source is filtered on its own grid, as it is decoded (Y′CbCr or G′B′R′ codes, before the matrix),
 * rows and columns apart. Along one axis, with `scale` source luma samples to a target pixel:
 *
 * - Target pixel i (of the picture before it is mirrored and rotated) has its centre at luma position
 *   p = first + (i + 1/2) · scale - 1/2, where `first` is the crop's first column or row and sample k lies at k.
 * - In a plane of halved chroma, sample k lies at luma position 2k + o, o being the x or y of `chromaLocations`. There
 *   p and the scale become (p - o) / 2 and scale / 2.
 * - The weight of sample k is f((k - p) / s) with s = max(1, scale): a plane that shrinks is filtered with a kernel as
 *   much wider (antialiased), one that grows is interpolated. The weights are divided by their sum.
 * - Samples beyond the edges of the source repeat the last one inside. Samples outside the crop, but inside the
 *   source, count as what they are.
 *
 * Results are not rounded or clamped before the matrix.
 */

/**
 * The names of the filters, and f(x) of each:
 *
 * - `nearest`: the one sample floor(p + 1/2); never widened.
 * - `bilinear`: 1 - |x| for |x| < 1.
 * - `bicubic`: Catmull-Rom (B = 0, C = 1/2): (3|x|³ - 5|x|² + 2) / 2 for |x| < 1, (-|x|³ + 5|x|² - 8|x| + 4) / 2 for
 *   1 ≤ |x| < 2.
 * - `lanczos3`: sinc(x) · sinc(x / 3) for |x| < 3, sinc(x) being sin(πx) / (πx).
 * - `area`: the mean over the target pixel's extent: the weight of sample k is how much of k - 1/2 … k + 1/2 lies
 *   within p - s/2 … p + s/2. That is `bilinear` where a plane does not shrink.
 */
export const filters = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'area'] as const;

/** The name of a filter; see `filters`. */
export type Filter = (typeof filters)[number];

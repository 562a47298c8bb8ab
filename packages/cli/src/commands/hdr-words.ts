/** High dynamic range metadata in words. */
import type { FrameHdr } from 'nvcodec';

const fixed = (value: number): string => String(Number(value.toFixed(4)));

function masteringWords({ masteringDisplay }: FrameHdr): string | null {
  if (masteringDisplay === undefined) return null;
  const { red, green, blue, whitePoint, minLuminance, maxLuminance } = masteringDisplay;
  const point = (name: string, xy: readonly [number, number] | undefined): string[] =>
    xy === undefined ? [] : [`${name} ${fixed(xy[0])},${fixed(xy[1])}`];
  const luminance =
    maxLuminance === undefined ? [] : [`${fixed(minLuminance ?? 0)} to ${fixed(maxLuminance)} cd/m²`];
  return [
    ...luminance,
    ...point('red', red),
    ...point('green', green),
    ...point('blue', blue),
    ...point('white', whitePoint),
  ].join(', ');
}

function lightWords({ contentLight }: FrameHdr): string | null {
  if (contentLight === undefined) return null;
  const { maxContentLightLevel, maxFrameAverageLightLevel } = contentLight;
  return `MaxCLL ${maxContentLightLevel}, MaxFALL ${maxFrameAverageLightLevel} cd/m²`;
}

function dolbyVisionWords({ dolbyVision, dolbyVisionRpu }: FrameHdr): string | null {
  if (dolbyVision !== undefined) return `profile ${dolbyVision.profile}, level ${dolbyVision.level}`;
  return dolbyVisionRpu === true ? 'in the bitstream, not told by the container' : null;
}

/** A label and words for each part that is there. */
export function hdrWords(hdr: FrameHdr): [label: string, words: string | null][] {
  const { hdr10Plus } = hdr;
  return [
    ['mastering display', masteringWords(hdr)],
    ['light level', lightWords(hdr)],
    ['HDR10+', hdr10Plus === undefined ? null : `for a display of ${hdr10Plus.targetMaxLuminance} cd/m²`],
    ['Dolby Vision', dolbyVisionWords(hdr)],
  ];
}

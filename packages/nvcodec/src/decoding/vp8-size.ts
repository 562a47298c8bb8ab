/**
 * The size of a VP8 picture. NVCUVID's parser (driver 580) tells the display area of VP8 in even numbers: 174x142 for
 * 175x143. RFC 6386, section 9.1.
 */
import type { VideoFormat } from '@nvcodec/nvcuvid';
import type { Size } from './geometry.js';

const START_CODE = [0x9d, 0x01, 0x2a];

/** The size that a keyframe tells; undefined for other frames. */
export function readVp8Size(frame: Uint8Array): Size | undefined {
  const [tag = 1] = frame;
  const isKeyframe = (tag & 1) === 0 && START_CODE.every((byte, i) => frame[3 + i] === byte);
  if (!isKeyframe || frame.length < 10) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}

/** The format with the display area that `size` says, if it is the one that was rounded. */
export function withVp8Size(format: VideoFormat, size: Size | undefined): VideoFormat {
  const { left, top, right, bottom } = format.displayArea;
  const rounded = size !== undefined && right === (size.width & ~1) && bottom === (size.height & ~1);
  return rounded && left === 0 && top === 0
    ? { ...format, displayArea: { left, top, right: size.width, bottom: size.height } }
    : format;
}

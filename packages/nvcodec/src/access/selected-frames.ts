/** Frames of pictures that were selected, in the order in which they were asked for. */

import type { Picture } from '../decoding/picture.js';
import type { Frame } from '../frames/frame.js';
import { InOrder } from './in-order.js';
import type { Selected } from './picture-selection.js';

/** @param make makes a picture's frame, and closes the picture. */
export function* framesInOrder(
  selected: Iterable<Selected>,
  make: (picture: Picture, request: number) => Frame,
): IterableIterator<Frame> {
  const frames = new InOrder<Frame>();
  try {
    for (const { picture, request } of selected) {
      frames.add(request, picture === null ? undefined : make(picture, request));
      for (let frame = frames.take(); frame !== undefined; frame = frames.take()) yield frame;
    }
  } finally {
    for (const frame of frames.rest()) frame.close();
  }
}

/** The one frame of an iteration, which is ended. */
export function onlyFrame(frames: Iterable<Frame>): Frame {
  for (const frame of frames) return frame;
  throw new Error('a request for one frame gave none');
}

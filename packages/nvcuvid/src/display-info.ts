/** A picture that is due to be shown: CUVIDPARSERDISPINFO as an object. */
import { copyFromC, structMemory } from './memory.js';
import { offsetOf, structs } from './raw/structs.js';

/** What the parser tells of a picture in display order. */
export interface DisplayInfo {
  /** The decode surface that holds it. */
  readonly pictureIndex: number;
  /** Both fields are of one moment. */
  readonly progressive: boolean;
  /** The top field is shown first. */
  readonly topFieldFirst: boolean;
  /** Further fields to show: 1 for telecine, 2 and 4 for doubled and tripled frames, -1 for an unpaired field. */
  readonly repeatFirstField: number;
  /** The timestamp of the packet that it came in, in the units given to `parse`. */
  readonly timestamp: bigint;
}

const info = 'CUVIDPARSERDISPINFO';
const at = {
  pictureIndex: offsetOf(info, 'picture_index'),
  progressive: offsetOf(info, 'progressive_frame'),
  topFieldFirst: offsetOf(info, 'top_field_first'),
  repeatFirstField: offsetOf(info, 'repeat_first_field'),
  timestamp: offsetOf(info, 'timestamp'),
};
const { bytes, view } = structMemory(structs[info].size);

/** Reads a CUVIDPARSERDISPINFO at an address of C. */
export function readDisplayInfo(address: bigint): DisplayInfo {
  copyFromC(bytes, address);
  return {
    pictureIndex: view.getInt32(at.pictureIndex, true),
    progressive: view.getInt32(at.progressive, true) !== 0,
    topFieldFirst: view.getInt32(at.topFieldFirst, true) !== 0,
    repeatFirstField: view.getInt32(at.repeatFirstField, true),
    timestamp: view.getBigInt64(at.timestamp, true),
  };
}

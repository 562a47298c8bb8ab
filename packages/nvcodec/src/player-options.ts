/** What a Player and a Screenshoter are opened with. */
import type { SessionOptions } from './session-start.js';

/** A path, a `file:` or `http(s):` URL, a whole file in memory, or a Blob, which is read as needed. */
export type VideoSource = string | URL | Uint8Array | Blob;

/** How a Player is opened. */
export interface PlayerOptions extends SessionOptions {
  /**
   * How many frames are made ahead of the one that was asked for, 1 to 1024. Default 4. Frames that the user holds
   * are his and do not count.
   */
  readonly numFrames?: number | undefined;
  /**
   * Conversion plugins of your own, asked before ours: paths or URLs of ES modules whose default export is a
   * `ConversionPlugin`. They are loaded in the thread that decodes.
   */
  readonly plugins?: readonly (string | URL)[] | undefined;
  /** Ends the opening, and everything the player does later. */
  readonly signal?: AbortSignal | undefined;
}

/** What a Player and a Screenshoter are opened with. */
import type { DeviceChoice } from './device/decoding-device.js';
import type { SessionOptions } from './session-start.js';

/** A path, a `file:` or `http(s):` URL, a whole file in memory, or a Blob, which is read as needed. */
export type VideoSource = string | URL | Uint8Array | Blob;

/** How a Player is opened. */
export interface PlayerOptions extends Omit<SessionOptions, 'device'> {
  /**
   * 'auto': the GPU that supports the stream, else the soft driver; a number: that GPU and no other; several, or 'all': the
   * sessions are dealt to these GPUs, and each frame's tensor says where it lies.
   */
  readonly device?: DeviceChoice | 'all' | readonly number[] | undefined;
  /**
   * How many frames are made ahead of the one that was asked for, 1 to 1024. Default 4. Frames that the user holds
   * are his and do not count.
   */
  readonly numFrames?: number | undefined;
  /**
   * How many sessions decode the video at once: each takes the next stretch between keyframes, and what they make
   * is what one would. 'auto': as many as keep the device's decoders busy. Where the video cannot be cut one does all
   * (`player.sessions` says why). Default 1, with several GPUs 'auto'.
   */
  readonly sessions?: number | 'auto' | undefined;
  /**
   * Bytes that the frames which several sessions make ahead may fill: device memory, or the host's with the soft driver. They
   * are kept until the player is closed. Default: a quarter of what is free.
   */
  readonly memoryBudget?: number | undefined;
  /**
   * Conversion plugins of your own, asked before ours: paths or URLs of ES modules whose default export is a
   * `ConversionPlugin`. They are loaded in the thread that decodes.
   */
  readonly plugins?: readonly (string | URL)[] | undefined;
  /** Ends the opening, and everything the player does later. */
  readonly signal?: AbortSignal | undefined;
}

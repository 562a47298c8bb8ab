/** What each exit code means. The README and `nvcodec --help` show the same list. */
export const ExitCode = {
  ok: 0,
  /** The file, the network, the disk or the decoder failed. */
  failure: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The GPU asked for by --device does not exist or has no driver. */
  noDevice: 3,
  /** There is no video track, or none that the device can decode. */
  unsupported: 4,
  /** 128 + SIGINT, as shells count. */
  interrupted: 130,
  /** 128 + SIGHUP. */
  hungUp: 129,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const;

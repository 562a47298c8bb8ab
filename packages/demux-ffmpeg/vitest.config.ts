import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'demux-ffmpeg',
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/make-media.ts'],
    testTimeout: 60_000,
    // --expose-gc: dropped packets and demuxers must be freed too.
    execArgv: ['--expose-gc'],
  },
});

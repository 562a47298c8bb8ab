import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'demux-ffmpeg', include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'colorspace', include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});

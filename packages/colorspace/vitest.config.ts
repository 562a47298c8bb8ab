import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'colorspace', include: ['test/**/*.test.ts'], testTimeout: 60_000 },
  resolve: {
    // The example plugin, which is tested here, imports the package by its name.
    alias: { '@nvcodec/colorspace': fileURLToPath(new URL('src/index.ts', import.meta.url)) },
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'cuda-driver', include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});

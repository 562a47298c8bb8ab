import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'soft-driver', include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});

import { defineConfig } from 'vitest/config';

const gpu = process.env.NVCODEC_TEST_DRIVER === 'gpu' || process.env.REQUIRE_GPU === '1';

export default defineConfig({
  test: {
    name: 'nvcuvid',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // Files beside each other would take device memory that 11-lifetimes measures, and make each context slow to create.
    fileParallelism: !gpu,
  },
});

/**
 * Where the tests convert: on the software driver or, with NVCODEC_TEST_DRIVER=gpu or REQUIRE_GPU=1, on the first
 * GPU, whose absence then fails every test.
 */
import { type Context, CudaDriver } from '@nvcodec/cuda-driver';
import { softDriverPaths } from '@nvcodec/soft-driver';
import { afterAll } from 'vitest';
import type { PluginContext } from '../../src/index.js';

const gpu = process.env.NVCODEC_TEST_DRIVER === 'gpu' || process.env.REQUIRE_GPU === '1';

let opened: { readonly context: Context; readonly soft: boolean } | undefined;

/** One context for the tests of a file, opened at first use. */
export function environment(): PluginContext {
  if (!opened) {
    const driver = CudaDriver.load(gpu ? undefined : softDriverPaths().cuda);
    opened = { context: driver.device(0).primaryContext(), soft: !gpu };
  }
  return opened;
}

afterAll(() => {
  opened?.context.close();
  opened = undefined;
});

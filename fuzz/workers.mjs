// The two children of one slot: the C++ program for the driver's cases, and Node for all others. Every hundred cases
// the first looks for memory that nothing points to any more; the case that lost it is then found by running those
// hundred again, one at a time.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCase } from './case-file.mjs';
import { Child } from './child.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const LIMITS = { seconds: 10, waitSeconds: 60, bytes: 6 * 2 ** 30 };
const LOOK_FOR_LEAKS_EVERY = 100;

const ASAN =
  'halt_on_error=1:abort_on_error=1:allocator_may_return_null=1:max_allocation_size_mb=3000:detect_stack_use_after_return=0';

function environment(device, leaks) {
  const { SANITIZER_RUNTIME, ...env } = process.env;
  return {
    ...env,
    ...(device === undefined ? {} : { FUZZ_DEVICE: device }),
    ASAN_OPTIONS: `${ASAN}:detect_leaks=${leaks ? 1 : 0}`,
    LSAN_OPTIONS: 'exitcode=0',
    UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
  };
}

function mediaEnvironment(device) {
  const { SANITIZED, SANITIZER_RUNTIME } = process.env;
  const plain = environment(device, false);
  if (SANITIZED === undefined) return plain;
  const addon = join(SANITIZED, 'demux-ffmpeg', 'Release', 'nvcodec_demux.node');
  const softDriver = join(SANITIZED, 'soft-driver-for-node', 'Release');
  return {
    ...plain,
    NVCODEC_SOFT_DRIVER: softDriver,
    LD_PRELOAD: SANITIZER_RUNTIME,
    NVCODEC_DEMUX_ADDON: addon,
  };
}

export class Workers {
  #driver;
  #media;
  #recent = [];
  #device;
  #limits;

  /** @param limits what differs from the usual ones. */
  constructor(device, limits = {}) {
    this.#device = device;
    this.#limits = { ...LIMITS, ...limits };
    this.#driver = this.#newDriver();
    const script = join(here, 'targets', 'media.mjs');
    this.#media = new Child(
      [process.execPath, '--expose-gc', script],
      mediaEnvironment(device),
      this.#limits,
    );
  }

  #newDriver() {
    const { SANITIZED = '' } = process.env;
    return new Child([join(SANITIZED, 'fuzz-driver')], environment(this.#device, true), this.#limits);
  }

  run(input, path) {
    if (input.target !== 'driver') return this.#media.run(path);
    this.#recent.push(input);
    return this.#driver.run(path);
  }

  /** Gives the driver's child a line that is no case; see native/main.cc. */
  ask(line) {
    return this.#driver.run(line);
  }

  /** Looks for leaks when it is time to. @returns {Promise<{ input: object, result: object }[]>} those found. */
  async leaksDue() {
    return this.#recent.length < LOOK_FOR_LEAKS_EVERY ? [] : this.#findLeaks();
  }

  async finish() {
    const leaks = this.#recent.length === 0 ? [] : await this.#findLeaks();
    await this.#driver.finish();
    await this.#media.finish();
    return leaks;
  }

  async #findLeaks() {
    const suspects = this.#recent.splice(0);
    const looked = await this.#driver.run('leaks');
    if (looked.outcome === 'ok') return [];
    const leaks = [];
    for (const input of suspects) {
      const result = await this.#leakOf(input);
      if (result !== undefined) leaks.push({ input, result });
    }
    // Not from one case alone: all that is known is that it was one of these.
    if (leaks.length === 0) leaks.push({ input: suspects[suspects.length - 1], result: looked });
    await this.#driver.finish();
    return leaks;
  }

  async #leakOf(input) {
    const child = this.#newDriver();
    const path = join(here, 'build', `leak-${process.pid}.case`);
    writeCase(path, input);
    await child.run(path);
    const result = await child.run('leaks');
    await child.finish();
    return result.outcome === 'ok' ? undefined : result;
  }
}

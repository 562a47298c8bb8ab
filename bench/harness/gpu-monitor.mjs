// What nvidia-smi tells of a GPU while a program runs: memory, the decoders' clock and use. Nothing where there is none.
import { spawn } from 'node:child_process';
import { median } from './statistics.mjs';

const fields = ['memory.used', 'clocks.video', 'utilization.decoder', 'name', 'driver_version'];

export class GpuMonitor {
  #child;
  #samples = [];
  #rest = '';
  #gone = false;

  /** Begins to sample ten times a second; resolves with the first sample. */
  static async start(device) {
    const monitor = new GpuMonitor();
    const query = [`--query-gpu=${fields}`, '--format=csv,noheader,nounits', '-lms', '100', '-i', device];
    monitor.#child = spawn('nvidia-smi', query, { stdio: ['ignore', 'pipe', 'ignore'] });
    monitor.#child.stdout.setEncoding('utf8').on('data', (text) => monitor.#take(text));
    const end = new Promise((resolve) => {
      monitor.#child.once('error', resolve).once('exit', resolve);
    });
    void end.then(() => {
      monitor.#gone = true;
    });
    await Promise.race([end, new Promise((resolve) => monitor.#child.stdout.once('data', resolve))]);
    return monitor;
  }

  #take(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) {
      const [memory, clock, use, name, driver] = line.split(', ');
      this.#samples.push({
        at: performance.now(),
        memory: Number(memory),
        clock: Number(clock),
        use: Number(use),
        name,
        driver,
      });
    }
  }

  /** Of the GPU, as nvidia-smi calls it; undefined where there is none. */
  get gpu() {
    const last = this.#samples.at(-1);
    return last && { name: last.name, driver: last.driver };
  }

  /** Runs `work` and tells what the GPU did meanwhile, its memory above the least that was ever in use. */
  async during(work) {
    // What ran before may be seen a little longer.
    const from = performance.now() + 300;
    const result = await work();
    const seen = this.#samples.filter(({ at }) => at >= from);
    if (this.#gone || seen.length === 0) return { result };
    const most = (pick) => Math.max(...seen.map(pick));
    const gpu = {
      memoryMegabytes: most((s) => s.memory) - Math.min(...this.#samples.map((s) => s.memory)),
      videoClockMHz: most((s) => s.clock),
      decoderPercent: median(seen.map((s) => s.use)),
    };
    return { result, gpu };
  }

  stop() {
    this.#child.kill();
  }
}

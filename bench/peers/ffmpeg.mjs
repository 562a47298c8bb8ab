// FFmpeg's command line: -hwaccel cuda, or its software decoders where the bench runs on the soft driver.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processMs } from '../harness/spawn.mjs';

const quiet = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y'];
const cuvidNames = { h264: 'h264_cuvid', hevc: 'hevc_cuvid', hevc10: 'hevc_cuvid', vp9: 'vp9_cuvid' };
/** The kernel's USER_HZ on every Linux architecture that Node runs on. */
const ticksPerSecond = 100;

/** A process that decodes a file, and how far it is. */
class Decoding {
  points = [];
  #errors = '';

  constructor(args) {
    this.child = spawn('ffmpeg', [...quiet, '-progress', 'pipe:1', '-stats_period', '0.1', ...args]);
    this.child.stderr.on('data', (data) => {
      this.#errors += data;
    });
    let rest = '';
    this.child.stdout.on('data', (data) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop();
      for (const line of lines) this.#take(line);
    });
  }

  #take(line) {
    const [name, value] = line.split('=');
    if (name === 'frame') this.points.push({ seconds: performance.now() / 1000, frames: Number(value) });
  }

  get frames() {
    return this.points.at(-1)?.frames ?? 0;
  }

  check() {
    if (this.child.exitCode !== null)
      throw new Error(`ffmpeg ended before the window did: ${this.#errors.slice(-500)}`);
  }

  /** CPU time so far, in seconds. */
  cpu() {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  hostMegabytes() {
    return (
      Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))?.[1]) / 1024
    );
  }
}

/** Frames a second of `sessions` processes within a window after the warm-up. */
async function throughput(args, { sessions, seconds, warmup }) {
  const decodings = Array.from({ length: sessions }, () => new Decoding(args));
  const total = (pick) => decodings.reduce((sum, decoding) => sum + pick(decoding), 0);
  try {
    while (decodings.some((decoding) => decoding.frames === 0)) {
      for (const decoding of decodings) decoding.check();
      await sleep(20);
    }
    await sleep(warmup * 1000);
    const [from, cpu] = [decodings.map((d) => d.points.length - 1), total((d) => d.cpu())];
    await sleep(seconds * 1000);
    for (const decoding of decodings) decoding.check();
    const used = total((d) => d.cpu()) - cpu;
    const fps = decodings.reduce((sum, { points }, i) => {
      const [first, last] = [points[from[i]], points.at(-1)];
      return sum + (last.frames - first.frames) / (last.seconds - first.seconds);
    }, 0);
    return {
      fps,
      cpuMicrosPerFrame: (used * 1e6) / (fps * seconds),
      hostMegabytes: total((d) => d.hostMegabytes()),
    };
  } finally {
    for (const { child } of decodings) child.kill('SIGKILL');
  }
}

export function ffmpeg({ device }) {
  const soft = device === 'soft';
  const gpu = soft ? [] : ['-hwaccel', 'cuda', '-hwaccel_device', device];
  const onGpu = soft ? [] : ['-hwaccel_output_format', 'cuda'];
  const run = (args, options) => processMs('ffmpeg', [...quiet, ...args], options);
  const nothing = ['-f', 'null', '-'];
  /** Pictures on the host, `width` wide: of the packets that are decoded those that are the `choice`. */
  const pictures = async (file, { at, width, codec, packets = [], choice }) => {
    const height = Math.round((width * 9) / 16);
    const decoder = ['-c:v', cuvidNames[codec], '-gpu', device, '-resize', `${width}x${height}`];
    const input = [...packets, ...(soft ? [] : decoder), '-i', file, '-map', '0:v:0'];
    const filters = [choice && `select='${choice}'`, soft && `scale=${width}:${height}`].filter(Boolean);
    const filtered = filters.length > 0 ? ['-vf', filters.join()] : [];
    const args = [...input, ...filtered, '-fps_mode', 'passthrough', '-f', 'rawvideo', '/dev/null'];
    const { totalMs } = await run(args, { timeoutSeconds: 300 });
    return { ms: totalMs, count: at.length };
  };
  return {
    throughput: (file, options) =>
      throughput([...gpu, ...onGpu, '-i', file, '-map', '0:v:0', ...nothing], options),
    screenshot: (file, { at, out }) =>
      run([...gpu, '-ss', String(at), '-i', file, '-map', '0:v:0', '-frames:v', '1', `${out}.png`]),
    /** One process for each frame, brought to the host as decoded. */
    frames: async (file, { at }) => {
      const takeMs = [];
      for (const t of at) {
        const args = [...gpu, '-ss', String(t), '-i', file, '-map', '0:v:0', '-frames:v', '1', ...nothing];
        takeMs.push((await run(args)).totalMs);
      }
      return { openMs: 0, takeMs };
    },
    /** Pictures `every` so many seconds from the first on, of all that are decoded; scaled by the decoder. */
    thumbnails: (file, options) =>
      pictures(file, {
        ...options,
        choice: `isnan(prev_selected_t)+gte(t-prev_selected_t,${options.every}-0.001)`,
      }),
    /**
     * The same of keyframes, of which there is one each second: all other packets are skipped. Which of the keyframes are
     * wanted is found before they are decoded, or with `decodeAll` of the pictures.
     */
    nearThumbnails: (file, { decodeAll = false, ...options }) => {
      const { every } = options;
      // Those in whose second a picture is wanted.
      const choice = (time) => `lt(ceil(${time}/${every})*${every},${time}+1)`;
      const keyframes = ['-discard', 'nokey'];
      if (decodeAll) return pictures(file, { ...options, packets: keyframes, choice: choice('round(t)') });
      const wanted = every > 1 ? ['-bsf:v', `noise=drop='not(${choice('round(pts*tb)')})'`] : [];
      return pictures(file, { ...options, packets: [...keyframes, ...wanted] });
    },
    /** A process for each file, so many at a time; the keyframe before a time, scaled by the processor. */
    uploads: async (files, { at, width, atATime }) => {
      const scaled = ['-frames:v', '1', '-vf', `scale=${width}:-2`, '-f', 'rawvideo', '/dev/null'];
      const take = (file) =>
        run([...gpu, '-noaccurate_seek', '-ss', String(at), '-i', file, '-map', '0:v:0', ...scaled]);
      const left = files.values();
      const inTurn = async () => {
        for (const file of left) await take(file);
      };
      const began = performance.now();
      await Promise.all(Array.from({ length: atATime }, inTurn));
      return { ms: performance.now() - began, count: files.length };
    },
    clips: async (files, { starts, seconds }) => {
      let ms = 0;
      for (const [i, file] of files.entries()) {
        const part = ['-ss', String(starts[i]), '-t', String(seconds), '-i', file, '-map', '0:v:0'];
        ms += (await run([...gpu, ...onGpu, ...part, ...nothing])).totalMs;
      }
      return { ms, frames: files.length * seconds * 30, clips: files.length };
    },
  };
}

// The bench's tasks through nvcodec, but for throughput, which is player.mjs.
// node nvcodec-tasks.mjs '{"task":"frames","file":"…","device":"0","at":[1.5,7],"download":true}'
import { Player, Screenshoter } from '../../packages/nvcodec/dist/index.js';

const deviceOf = (text) => (/^\d+$/.test(text) ? Number(text) : text);

/** For `targetSize`: so wide, as high as that makes it. */
const widthOf = (width) => (picture) => ({
  width,
  height: Math.round((picture.height * width) / picture.width / 2) * 2,
});

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** `sessions` is taken only by a player that knows it. */
async function openPlayer(file, device, sessions) {
  const player = await Player.open(file, { device: deviceOf(device), ...(sessions && { sessions }) });
  if (sessions && player.sessions === undefined) throw new Error('this nvcodec has no option sessions');
  return player;
}

const tasks = {
  /** Frames shown at times, as one request (`batch`) or one by one; RGB on the GPU or, with `download`, the host. */
  async frames({ file, device, at, batch, download, repeat = 1, sessions }) {
    let player;
    const openMs = await timed(async () => {
      player = await openPlayer(file, device, sessions);
    });
    const start = player.info.startTime;
    const finish = async (frame) => {
      if (download) await frame.download();
      frame.close();
    };
    const all = async () => {
      for await (const frame of player.framesAt(
        at.map((t) => start + t),
        { format: 'rgb24' },
      ))
        await finish(frame);
    };
    const one = async (t) => finish(await player.frameAt(start + t, { format: 'rgb24' }));
    const takeMs = [];
    for (let i = 0; i < repeat; i++) {
      if (batch) takeMs.push(await timed(all));
      else for (const t of at) takeMs.push(await timed(() => one(t)));
    }
    await player.close();
    return { openMs, takeMs, sessions: player.sessions };
  },

  /** The keyframe at or before a time of each file, brought to the host; so many files at a time, and all once more. */
  async uploads({ files, device, at, width, atATime }) {
    const take = async (file) => {
      const shots = await Screenshoter.open(file, { device: deviceOf(device), targetSize: widthOf(width) });
      const shot = await shots.screenshot(shots.info.startTime + at);
      await shot.download();
      shot.close();
      await shots.close();
    };
    const all = async () => {
      const left = files.values();
      const inTurn = async () => {
        for (const file of left) await take(file);
      };
      await Promise.all(Array.from({ length: atATime }, inTurn));
    };
    return { ms: await timed(all), againMs: await timed(all), count: files.length };
  },

  /** Brought to the host; from opening the file to closing it, and once more. */
  async thumbnails({ file, device, at, width, near, sessions }) {
    let count;
    const all = async () => {
      const shots = await Screenshoter.open(file, {
        device: deviceOf(device),
        targetSize: widthOf(width),
        ...(sessions && { sessions }),
      });
      const times = at.map((t) => shots.info.startTime + t);
      count = 0;
      for await (const frame of shots.screenshots({ at: times, accurate: !near })) {
        await frame.download();
        frame.close();
        count++;
      }
      await shots.close();
    };
    return { ms: await timed(all), againMs: await timed(all), count };
  },

  async clips({ files, device, starts, seconds }) {
    let frames = 0;
    const ms = await timed(async () => {
      for (const [i, file] of files.entries()) {
        const player = await openPlayer(file, device);
        const start = player.info.startTime + starts[i];
        for await (const frame of player.frames({ format: 'rgb24', start, end: start + seconds })) {
          frame.close();
          frames++;
        }
        await player.close();
      }
    });
    return { ms, frames, clips: files.length };
  },
};

const { task, ...options } = JSON.parse(process.argv[2] ?? '{}');
const work = tasks[task];
if (work === undefined) throw new Error(`no task ${task}: ${Object.keys(tasks).join(', ')}`);
console.log(JSON.stringify({ node: process.version, ...(await work(options)) }));

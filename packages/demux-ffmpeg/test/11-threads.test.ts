// Several threads at once, and threads that end while demuxers are open.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Demuxer } from '@nvcodec/demux-ffmpeg';
import { describe, expect, it } from 'vitest';
import { serve } from './support/http.js';
import { drain, fixture } from './support/tools.js';

const script = new URL('./support/thread.mjs', import.meta.url);

function start(
  task: string,
  source: string,
): { worker: Worker; ready: Promise<unknown>; ended: Promise<number> } {
  const worker = new Worker(script, { workerData: { task, source } });
  const ready = new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  const ended = new Promise<number>((resolve) => worker.once('exit', resolve));
  return { worker, ready, ended };
}

describe('worker threads', () => {
  it('read at the same time', async () => {
    const clips = ['clip.mp4', 'vp9.webm', 'two-tracks.mp4', 'hevc10.mkv'];
    const expected = clips.map((clip) => {
      using demuxer = Demuxer.openSync(fixture(clip));
      return drain(demuxer).reduce((sum, packet) => sum + packet.size, 0) * 5;
    });
    const threads = clips.map((clip) => start('read', fixture(clip)));
    expect(await Promise.all(threads.map((thread) => thread.ready))).toEqual(expected);
    expect(await Promise.all(threads.map((thread) => thread.ended))).toEqual([0, 0, 0, 0]);
  });

  it.each(['hold packets', 'read asynchronously', 'read a source of their own'])(
    'may be terminated while they %s',
    async (task) => {
      for (let round = 0; round < 5; round++) {
        const { worker, ready } = start(task, fixture('clip.mp4'));
        await ready;
        await worker.terminate();
      }
      using demuxer = Demuxer.openSync(fixture('clip.mp4'));
      expect(drain(demuxer)).toHaveLength(180);
    },
  );

  it('may be terminated while a read of theirs is stuck', async () => {
    const server = await serve(fixture('clip.mp4'));
    const { worker, ready } = start('read asynchronously', `${server.url}/silent`);
    await server.asked;
    await ready;
    await worker.terminate();
    server.close();
    expect(worker.threadId).toBe(-1);
  });

  it('may use the addon when no other thread has it', async () => {
    const run = promisify(execFile);
    const program = `
      import { Worker } from 'node:worker_threads';
      for (let i = 0; i < 3; i++) {
        const workerData = { task: 'read', source: ${JSON.stringify(fixture('truncated.mp4'))} };
        await new Promise((resolve) => new Worker(new URL(${JSON.stringify(script.href)}), { workerData }).on('error', resolve));
      }
      console.log('done');`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program]);
    expect(stdout).toBe('done\n');
  });
});

describe('a process', () => {
  it.each(['hold packets', 'read asynchronously'])('may end while it would %s', async (task) => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [script.pathname, task, fixture('clip.mp4')]);
    expect(stdout).toBe('ready\n');
  });

  it('ends by itself when a demuxer that read asynchronously is forgotten', async () => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [script.pathname, 'forget', fixture('clip.mp4')]);
    expect(stdout).toBe('ready\n');
  });
});

// Reads on the demuxer's own thread: order, overlap, and how they are interrupted.
import { Worker } from 'node:worker_threads';
import { Demuxer, DisposedError, type Packet } from '@nvcodec/demux-ffmpeg';
import { afterEach, describe, expect, it } from 'vitest';
import { serve, type TestServer } from './support/http.js';
import { drain, factsOf, fixture, probePackets, thrownBy } from './support/tools.js';

const servers: TestServer[] = [];
async function server(clip: string, stuckAfter?: number): Promise<TestServer> {
  const started = await serve(fixture(clip), stuckAfter);
  servers.push(started);
  return started;
}
afterEach(() => {
  for (const each of servers.splice(0)) each.close();
});

async function readAll(demuxer: Demuxer): Promise<Packet[]> {
  const packets: Packet[] = [];
  for (let packet = await demuxer.read(); packet !== null; packet = await demuxer.read())
    packets.push(packet);
  return packets;
}

describe('asynchronous reads', () => {
  it('give what synchronous ones give', async () => {
    using demuxer = await Demuxer.open(fixture('two-tracks.mp4'));
    const packets = await readAll(demuxer);
    expect(packets.map(factsOf)).toEqual(probePackets(fixture('two-tracks.mp4')));
    for (const packet of packets) packet.close();
  });

  it('queue up in the order in which they were asked for', async () => {
    using demuxer = await Demuxer.open(fixture('clip.mp4'));
    const track = demuxer.videoTrack();
    const first = demuxer.read();
    const second = demuxer.read();
    const sought = demuxer.seek(track, 61440n);
    const third = demuxer.read();
    const packets = await Promise.all([first, second, third]);
    await sought;
    const expected = probePackets(fixture('clip.mp4'));
    expect(packets.map((packet) => packet?.pts)).toEqual([expected[0]?.pts, expected[1]?.pts, 61440n]);
    for (const packet of packets) packet?.close();
  });

  it('keep synchronous calls out meanwhile', async () => {
    using demuxer = await Demuxer.open(fixture('clip.mp4'));
    const pending = demuxer.read();
    for (const call of [() => demuxer.readSync(), () => demuxer.select(), () => demuxer.videoTrack()]) {
      expect(thrownBy(call).message).toMatch(/in progress: await it first/);
    }
    (await pending)?.close();
    expect(drain(demuxer)).toHaveLength(179);
  });

  it('do not hold the process up', async () => {
    using demuxer = await Demuxer.open(fixture('clip.mp4'));
    expect(await demuxer.read()).not.toBeNull();
    // The test would time out if an idle demuxer kept vitest's worker from ending.
  });
});

describe('over HTTP', () => {
  it('reads and seeks', async () => {
    const { url } = await server('clip.mp4');
    using demuxer = await Demuxer.open(`${url}/clip`);
    expect(demuxer.format.seekable).toBe(true);
    const packets = await readAll(demuxer);
    expect(packets.map((packet) => packet.byteLength)).toEqual(
      probePackets(fixture('clip.mp4')).map((packet) => packet.size),
    );
    await demuxer.seek(demuxer.videoTrack(), 40000n);
    expect((await demuxer.read())?.pts).toBe(30720n);
    expect((await demuxer.keyframeIndex(demuxer.videoTrack())).length).toBe(3);
  });

  it('takes a URL object, and tells a missing file', async () => {
    const { url } = await server('clip.mp4');
    await expect(Demuxer.open(new URL(`${url}/nothing.mp4`))).rejects.toMatchObject({
      name: 'AVERROR_HTTP_NOT_FOUND',
      message: expect.stringMatching(/^cannot open http:.*: the server answered 404 Not Found/),
    });
  });

  it('hides the password in messages', async () => {
    const { url } = await server('clip.mp4');
    const address = `${url.replace('//', '//user:secret@')}/nothing.mp4`;
    await expect(Demuxer.open(address)).rejects.toSatisfy(
      (error: Error) => !error.message.includes('secret'),
    );
  });

  it('tells that nobody listens', async () => {
    const { url, close } = await serve(fixture('clip.mp4'));
    close();
    await expect(Demuxer.open(`${url}/clip`)).rejects.toMatchObject({ name: 'ECONNREFUSED' });
  });
});

describe('interruption', () => {
  it('of an open that gets no answer, with the reason of the signal', async () => {
    const { url, asked } = await server('clip.mp4');
    const controller = new AbortController();
    const opening = Demuxer.open(`${url}/silent`, { signal: controller.signal });
    await asked;
    const reason = new Error('I have waited long enough');
    controller.abort(reason);
    await expect(opening).rejects.toBe(reason);
  });

  it('of a stuck read, with an AbortError by default', async () => {
    const { url, asked } = await server('mpeg2.ts', 60_000);
    const controller = new AbortController();
    using demuxer = await Demuxer.open(`${url}/stuck`, { streamInfo: false, probeSize: 5000 });
    const reading = (async () => {
      for (;;) (await demuxer.read({ signal: controller.signal }))?.close();
    })();
    await asked;
    controller.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('by a signal that was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    expect(thrownBy(() => Demuxer.openSync(fixture('clip.mp4'), { signal })).message).toBe('too late');
    await expect(Demuxer.open(fixture('clip.mp4'), { signal })).rejects.toThrow('too late');
    using demuxer = await Demuxer.open(fixture('clip.mp4'));
    await expect(demuxer.read({ signal })).rejects.toThrow('too late');
    await expect(demuxer.seek(demuxer.videoTrack(), 0n, 'any', { signal })).rejects.toThrow('too late');
    await expect(demuxer.keyframeIndex(demuxer.videoTrack(), { signal })).rejects.toThrow('too late');
    expect((await demuxer.read())?.pts).toBe(0n);
  });

  it('by close, of what is in progress and what waits', async () => {
    const { url, asked } = await server('mpeg2.ts', 60_000);
    const demuxer = await Demuxer.open(`${url}/stuck`, { streamInfo: false, probeSize: 5000 });
    const reads = Array.from({ length: 100 }, () => demuxer.read());
    await asked;
    demuxer.close();
    const results = await Promise.allSettled(reads);
    const last = results.at(-1);
    expect(last?.status === 'rejected' && last.reason).toBeInstanceOf(DisposedError);
    await expect(demuxer.read()).rejects.toBeInstanceOf(DisposedError);
  });

  it('of a synchronous read, by a word that another thread sets', async () => {
    const { url, asked } = await server('clip.mp4');
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL('./support/sync-reader.mjs', import.meta.url), {
      workerData: { source: `${url}/silent`, cancel },
    });
    const ended = new Promise((resolve) => worker.on('message', resolve));
    await asked;
    Atomics.store(cancel, 0, 1);
    expect(await ended).toEqual({ name: 'AbortError', code: 20 });
    await worker.terminate();
  });

  it('lasts while the word is set, and no longer', () => {
    const cancel = new Int32Array(new SharedArrayBuffer(8));
    using demuxer = Demuxer.openSync(fixture('clip.mp4'), { cancel });
    cancel[0] = 7;
    expect(thrownBy(() => drain(demuxer)).name).toBe('AbortError');
    expect(thrownBy(() => demuxer.keyframeIndexSync(demuxer.videoTrack())).name).toBe('AbortError');
    cancel[0] = 0;
    expect(drain(demuxer)).toHaveLength(180);
  });

  it('needs shared memory', () => {
    const cancel = new Int32Array(1);
    expect(thrownBy(() => Demuxer.openSync(fixture('clip.mp4'), { cancel }))).toBeInstanceOf(TypeError);
  });
});

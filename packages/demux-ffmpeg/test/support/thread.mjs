// What a thread (or, from the command line, a process) does with a demuxer until it is ended.
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Demuxer } from '@nvcodec/demux-ffmpeg';

const { task, source } = isMainThread ? { task: process.argv[2], source: process.argv[3] } : workerData;

function ready(message) {
  if (isMainThread) console.log('ready');
  else parentPort.postMessage(message);
}

const TASKS = {
  read() {
    let bytes = 0;
    for (let round = 0; round < 5; round++) {
      const demuxer = Demuxer.openSync(source);
      for (let packet = demuxer.readSync(); packet !== null; packet = demuxer.readSync()) {
        bytes += packet.data.length;
        if (round % 2 === 0) packet.close();
      }
      demuxer.close();
    }
    ready(bytes);
  },
  'hold packets'() {
    const demuxer = Demuxer.openSync(source);
    globalThis.held = [demuxer, demuxer.readSync(), demuxer.readSync()?.data];
    ready();
    if (isMainThread) process.exit(0);
    setInterval(() => {}, 1000);
  },
  'read asynchronously'() {
    globalThis.held = Demuxer.open(source).then(async (demuxer) => {
      for (;;) {
        const packet = await demuxer.read();
        if (packet === null) await demuxer.seek(demuxer.videoTrack(), 0n);
      }
    });
    setTimeout(() => {
      ready();
      if (isMainThread) process.exit(0);
    }, 50);
  },
  async forget() {
    const demuxer = await Demuxer.open(source);
    await demuxer.read();
    ready();
  },
  'read a source of their own'() {
    const bytes = readFileSync(source);
    let offset = 0;
    const demuxer = Demuxer.openSync({
      read(buffer) {
        const count = bytes.copy(buffer, 0, offset);
        offset += count;
        return count;
      },
      seek(target) {
        offset = target;
      },
    });
    ready();
    for (;;) {
      if (demuxer.readSync() === null) demuxer.seekSync(demuxer.videoTrack(), 0n);
    }
  },
};

await TASKS[task]();

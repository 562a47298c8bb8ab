// Opens a source synchronously in a worker thread and reports how that ended.
import { parentPort, workerData } from 'node:worker_threads';
import { Demuxer } from '@nvcodec/demux-ffmpeg';

try {
  const demuxer = Demuxer.openSync(workerData.source, { cancel: workerData.cancel });
  parentPort?.postMessage({ tracks: demuxer.tracks.length });
  demuxer.close();
} catch (error) {
  parentPort?.postMessage({ name: error.name, code: error.code });
}

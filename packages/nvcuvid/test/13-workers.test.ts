/** Decoding in worker threads, also in those that end without closing anything. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { clip } from './support/clip.js';
import { loadCuvid } from './support/driver.js';

const cuvid = loadCuvid();

/** Decodes the clip, reports how many pictures it mapped, and ends as `ending` says. */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  Promise.all(workerData.packages.map((url) => import(url))).then(([{ CudaDriver }, nvcuvid]) => {
    const { cuda, cuvid: path, bytes, ending } = workerData;
    const cuvid = nvcuvid.Nvcuvid.load(CudaDriver.load(cuda), path);
    const context = cuvid.cuda.device(0).primaryContext();
    let decoder;
    let mapped = 0;
    const surfaces = [];
    const parser = new nvcuvid.VideoParser(cuvid, { codec: 'h264' }, {
      sequence(format) {
        decoder = nvcuvid.VideoDecoder.create(cuvid, context, {
          ...format, targetWidth: format.codedWidth, targetHeight: format.codedHeight,
          surfaceFormat: 'nv12', deinterlace: 'weave', numPictures: format.minDecodeSurfaces + 4, numSurfaces: 4,
        });
        return decoder.info.numPictures;
      },
      decode: (picture) => decoder.decode(picture),
      display(info) {
        const surface = decoder.map(info.pictureIndex);
        mapped += 1;
        if (surfaces.length < 2) surfaces.push(surface);
        else surface.close();
        if (ending === 'throw' && mapped === 5) throw new Error('in the middle');
        if (ending === 'exit' && mapped === 5) { parentPort.postMessage(mapped); process.exit(0); }
      },
    });
    try {
      parser.parse(bytes);
      parser.flush();
    } catch (error) {
      if (ending !== 'throw') throw error;
    }
    if (ending === 'close') for (const object of [...surfaces, parser, decoder, context]) object.close();
    parentPort.postMessage(mapped);
  });
`;

async function decodeInWorker(ending: string): Promise<number> {
  const packages = ['@nvcodec/cuda-driver', '@nvcodec/nvcuvid'].map((name) => import.meta.resolve(name));
  const workerData = { packages, cuda: cuvid.cuda.path, cuvid: cuvid.path, bytes: clip.bytes, ending };
  const worker = new Worker(program, { eval: true, workerData });
  const exited = once(worker, 'exit');
  const [mapped] = await once(worker, 'message');
  const [code] = await exited;
  expect(code).toBe(0);
  return mapped as number;
}

describe('a worker thread', () => {
  it.each([
    ['close', clip.pictures],
    ['forget', clip.pictures],
    ['throw', 5],
    ['exit', 5],
  ])('decodes and ends: %s', async (ending, mapped) => {
    expect(await decodeInWorker(ending)).toBe(mapped);
  });

  it('decodes beside others', async () => {
    const endings = ['close', 'forget', 'close', 'throw'];
    const mapped = await Promise.all(endings.map(decodeInWorker));
    expect(mapped).toEqual([clip.pictures, clip.pictures, clip.pictures, 5]);
  });
});

// A child process that decodes track after track through nvcodec and says how each compares. It keeps the device's
// context between tracks, since that takes up to a second to make; the parent replaces it when it dies or hangs.
import { CudaDriver } from '../packages/cuda-driver/dist/index.js';
import { DecodeSession } from '../packages/nvcodec/dist/index.js';
import { worstFrame } from './psnr.mjs';
import { Comparison } from './track-comparison.mjs';

/** Codecs whose standards give the inverse transform's accuracy, not its result (IEEE 1180, ISO/IEC 23002-1, T.83). */
const INEXACT = new Set(['mpeg1video', 'mpeg2video', 'mpeg4', 'mjpeg']);

let kept;

function keepContext(device) {
  if (device === 'soft' || kept !== undefined) return;
  try {
    kept = CudaDriver.load()
      .device(device === 'auto' ? 0 : device)
      .primaryContext();
  } catch {
    kept = null; // No GPU: what that means is for the session to say.
  }
}

function open({ file, track, device }) {
  return DecodeSession.open(file, { track, device });
}

function compare(job) {
  const session = open(job);
  const { timeBase, hardware, device, fallbackReason } = session.info;
  const comparison = new Comparison(job.reference, timeBase);
  let error;
  try {
    for (const frame of session.frames()) {
      comparison.add(frame, session.info);
      frame.close();
    }
    comparison.end();
  } catch (thrown) {
    error = described(thrown);
  } finally {
    session.close();
  }
  return { ...comparison, hardware, device: device.name, fallbackReason, error };
}

function described(error) {
  return { class: error.constructor.name, message: error.message, stack: error.stack };
}

async function distance(job) {
  const session = open(job);
  try {
    return await worstFrame(session, job.file, job.reference);
  } finally {
    session.close();
  }
}

async function outcomeOf(job) {
  keepContext(job.device);
  try {
    const found = compare(job);
    const onlyBytes = found.error === undefined && found.frames === found.expected && found.otherBytes > 0;
    if (!onlyBytes) return found;
    const inexact = found.hardware && INEXACT.has(job.reference.codec);
    return { ...found, inexact, worst: await distance(job) };
  } catch (error) {
    return { refused: described(error) };
  }
}

process.on('disconnect', () => process.exit());
process.on('message', async (job) => {
  process.send(await outcomeOf(job));
});

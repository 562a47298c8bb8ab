/** One iteration of one session: what it hands over, as the user asks for it. */
import type { Picture } from '../decoding/picture.js';
import type { Frame } from '../frames/frame.js';
import type { WorkerClient } from './client.js';
import type { FrameJob, PictureJob } from './protocol.js';

/** The frames or pictures of a job, each the caller's to close. Ends the job when the caller ends the iteration. */
export async function* iterate(
  session: WorkerClient,
  job: FrameJob | PictureJob,
  signal: AbortSignal | undefined,
): AsyncGenerator<Frame | Picture, void, undefined> {
  session.checkFree();
  // Also when nothing comes of it: the user has said where he wants to be.
  const placed = session.place.begin(job);
  signal?.throwIfAborted();
  const stop = (): void => session.stop();
  session.start(placed);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const item = await next(session, signal);
      if (item === undefined) {
        session.place.complete();
        return;
      }
      session.place.given(item.pts);
      yield item;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    await session.finish();
  }
}

/** Undefined at the end. */
async function next(
  session: WorkerClient,
  signal: AbortSignal | undefined,
): Promise<Frame | Picture | undefined> {
  const { inbox } = session;
  for (;;) {
    signal?.throwIfAborted();
    const taken = inbox.take();
    if (taken !== undefined) return taken.item;
    session.check();
    if (session.done) return undefined;
    await inbox.until(() => inbox.nextUnit !== undefined || session.done || signal?.aborted === true);
  }
}

/** Memory and events shared with another process, and memory shared between GPUs: only real drivers have them. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { driverPath, gpu, openContext } from './support/driver.js';

describe.skipIf(!gpu)('CUDA IPC', () => {
  it('shares memory and an event with another process', async () => {
    using context = openContext();
    using buffer = context.allocate(4096);
    using event = context.createEvent({ interprocess: true });
    using stream = context.createStream();
    buffer.fill(0x11, { stream });
    stream.record(event);
    const child = fork(fileURLToPath(new URL('support/ipc-peer.mjs', import.meta.url)));
    const exited = once(child, 'exit');
    child.send({
      driverPath,
      memory: [...buffer.ipcHandle()],
      event: [...event.ipcHandle()],
      bytes: buffer.byteLength,
    });
    const [read] = (await once(child, 'message')) as [number[]];
    expect(read).toEqual(new Array(4096).fill(0x11));
    expect(await exited).toEqual([0, null]);
    const now = new Uint8Array(4096);
    buffer.copyToHost(now);
    expect(now).toEqual(new Uint8Array(4096).fill(0x77));
  });
});

describe('peer access', () => {
  it('is not between a device and itself', () => {
    using context = openContext();
    expect(context.device.canAccessPeer(context.device)).toBe(false);
    using other = context.device.createContext();
    expect(() => context.enablePeerAccess(other)).toThrow(/CUDA_ERROR/);
  });
});

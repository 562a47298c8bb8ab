/**
 * Two devices in one process: copies between them, and access to each other's memory. Machines seldom have two GPUs, so
 * this is the software driver with two devices, in a process of its own since it counts them once.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { softDriverPath } from './support/driver.js';

const program = `
  import { CudaDriver } from '@nvcodec/cuda-driver';
  const driver = CudaDriver.load(process.argv[1]);
  const [first, second] = driver.devices();
  const [here, there] = [first.primaryContext(), second.primaryContext()];
  const seen = { uuids: new Set([first.uuid, second.uuid]).size, ids: new Set([first.pciBusId, second.pciBusId]).size };
  seen.found = driver.deviceByPciBusId(second.pciBusId).ordinal;
  seen.can = [first.canAccessPeer(second), second.canAccessPeer(first)];

  const failure = (work) => {
    try {
      work();
    } catch (error) {
      return error.name;
    }
  };
  seen.notYet = failure(() => here.disablePeerAccess(there));
  here.enablePeerAccess(there);
  here.enablePeerAccess(there);
  const peerValue = new Int32Array(1);
  const ACCESS_SUPPORTED = 2;
  driver.check(
    driver.raw.cuDeviceGetP2PAttribute(peerValue, ACCESS_SUPPORTED, first.handle, second.handle),
    'cuDeviceGetP2PAttribute',
  );
  seen.supported = peerValue[0];

  const [from, to] = [there.allocate(16), here.allocate(16)];
  from.fill(9);
  to.copyFromDevice(from, 8);
  here.call('cuMemcpyPeer', () =>
    driver.raw.cuMemcpyPeer(to.pointer + 8n, here.handle, from.pointer, there.handle, 4));
  const bytes = new Uint8Array(12);
  to.copyToHost(bytes);
  seen.bytes = [...bytes];
  here.disablePeerAccess(there);
  seen.noMore = failure(() => here.disablePeerAccess(there));
  console.log(JSON.stringify(seen));
`;

it('two devices are told apart, and reach each other’s memory when asked to', () => {
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program, softDriverPath], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, NVCODEC_SOFT_DEVICES: '2' },
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(JSON.parse(output)).toEqual({
    uuids: 2,
    ids: 2,
    found: 1,
    can: [true, true],
    notYet: 'CUDA_ERROR_PEER_ACCESS_NOT_ENABLED',
    supported: 1,
    bytes: new Array(12).fill(9),
    noMore: 'CUDA_ERROR_PEER_ACCESS_NOT_ENABLED',
  });
});

/** How many sessions are opened for so much work: opening takes time too, and a session that comes too late does nothing. */
import { Player } from 'nvcodec';
import { expect, it } from 'vitest';
import { planThumbnails } from '../src/parallel/plan.js';
import { device, fixture } from './support.js';

const select = (requests: readonly number[]) =>
  ({ kind: 'times', times: requests, missing: 'throw', near: true, window: 32 }) as const;

it('as many sessions are planned as find work, unless the user says how many', async () => {
  await using player = await Player.open(fixture('clip.mp4'), { device });
  const { info } = player;
  const common = { info, wanted: 14, opened: 1, budget: Number.POSITIVE_INFINITY, conversion: {} };
  const planned = (count: number, thrifty: boolean): number =>
    planThumbnails(count, select, { ...common, thrifty }).sessions;
  expect([10, 50, 150, 500, 5000].map((count) => planned(count, true))).toEqual([1, 1, 3, 6, 14]);
  expect([50, 150, 500].map((count) => planned(count, false))).toEqual([7, 14, 14]);
  expect(planThumbnails(50, select, { ...common, thrifty: true, opened: 5 }).sessions).toBe(5);
});

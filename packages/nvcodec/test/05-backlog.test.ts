/** What is put off while pictures wait to be taken, as NVIDIA's parser may show a picture and use its surface again in one packet. */
import { describe, expect, it } from 'vitest';
import { Backlog } from '../src/decoding/backlog.js';

/** Steps that note their names; those of `blocked` are blocked. */
function steps() {
  const backlog = new Backlog();
  const blocked = new Set<string>();
  const done: string[] = [];
  const add = (name: string, always = false): void =>
    backlog.add({ isBlocked: () => blocked.has(name), run: () => void done.push(name), always });
  return { backlog, blocked, done, add };
}

describe('Backlog', () => {
  it('does things at once while nothing is blocked', () => {
    const { backlog, done, add } = steps();
    add('decode');
    add('show');
    expect(done).toEqual(['decode', 'show']);
    expect(backlog.isEmpty).toBe(true);
  });

  it('keeps the order of what comes behind something blocked', () => {
    const { backlog, blocked, done, add } = steps();
    blocked.add('decode 1');
    for (const name of ['decode 1', 'show 2', 'decode 3']) add(name);
    backlog.catchUp();
    expect(done).toEqual([]);
    blocked.clear();
    blocked.add('decode 3');
    backlog.catchUp();
    expect(done).toEqual(['decode 1', 'show 2']);
    expect(backlog.isEmpty).toBe(false);
  });

  it('gives up pictures, but not a change of decoders', () => {
    const { backlog, blocked, done, add } = steps();
    blocked.add('decode');
    add('decode');
    add('another decoder', true);
    add('show');
    backlog.clear();
    expect(done).toEqual(['another decoder']);
    expect(backlog.isEmpty).toBe(true);
  });
});

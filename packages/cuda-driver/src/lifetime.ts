/**
 * The life of a native object: closed once, outlived by its parents, closed by the garbage collector when it
 * was forgotten.
 *
 * An object that owns something native holds one `Lifetime` and passes it three things: the lifetimes of the
 * objects it needs (its parents), a `release` function that gives the native thing back, and the record in
 * which a failing release is written down.
 *
 * - `close()` may be called any number of times; the first counts. It never throws.
 * - Objects may be closed in any order. The native release of a parent waits until its last child is closed,
 *   so a stream destroyed after its context is still destroyed in a live one.
 * - An object that is dropped without being closed is closed by the garbage collector. For this to work
 *   `release` must not refer to the object: let it capture handles and the driver, never `this`.
 *
 * ```ts
 * class Stream {
 *   readonly lifetime: Lifetime;
 *   constructor(context: Context, handle: StreamHandle) {
 *     const { driver } = context;
 *     this.lifetime = new Lifetime(this, {
 *       name: 'Stream',
 *       parents: [context.lifetime],
 *       failures: driver.failures,
 *       release: () => driver.verify(driver.raw.cuStreamDestroy_v2(handle), 'cuStreamDestroy_v2'),
 *     });
 *   }
 *   close(): void { this.lifetime.close(); }
 * }
 * ```
 */
import type { FailureRecord } from './failure-record.js';
import { ForgottenObjects } from './forgotten.js';

/** An object was used after it had been closed. */
export class DisposedError extends Error {
  override readonly name = 'DisposedError';
}

/** What a lifetime is made of. */
export interface LifetimeOptions {
  /** What the object is called in messages: 'Stream'. */
  readonly name: string;
  /** The lifetimes of what the object needs until it is released. Each must be open. */
  readonly parents?: readonly Lifetime[];
  /** One more of them, which may be closed already as long as something keeps it from being released. */
  readonly keeps?: Lifetime;
  /** Where a failing release is written down. */
  readonly failures: FailureRecord;
  /** Gives the native thing back; may throw. It must not refer to the object. Left out: nothing is owned. */
  readonly release?: () => void;
}

/** The part of a lifetime that outlives its object: it never refers to it. */
interface Resource {
  readonly name: string;
  readonly parents: readonly Resource[];
  readonly failures: FailureRecord;
  readonly release: (() => void) | undefined;
  /** One for the object itself until it is closed, one for each unreleased child and each hold. */
  references: number;
  closed: boolean;
  watched: boolean;
}

const none: readonly Lifetime[] = [];
const forgotten = new ForgottenObjects<Resource>(closeResource);

function closeResource(resource: Resource): void {
  if (resource.closed) return;
  resource.closed = true;
  dropReference(resource);
}

function dropReference(resource: Resource): void {
  resource.references -= 1;
  if (resource.references > 0) return;
  try {
    resource.release?.();
  } catch (error) {
    resource.failures.record(error);
  }
  for (const parent of resource.parents) dropReference(parent);
}

/** The life of one native object; see the head of this file. */
export class Lifetime {
  readonly #resource: Resource;

  /** @param owner the object whose collection closes this lifetime if nobody did. */
  constructor(owner: object, options: LifetimeOptions) {
    const { name, parents = none, keeps, failures, release } = options;
    for (const parent of parents) parent.assertOpen();
    keeps?.assertUnreleased();
    const needed: Resource[] = [];
    for (const parent of parents) needed.push(parent.#resource);
    if (keeps !== undefined) needed.push(keeps.#resource);
    for (const resource of needed) resource.references += 1;
    this.#resource = {
      name,
      parents: needed,
      failures,
      release,
      references: 1,
      closed: false,
      watched: false,
    };
    forgotten.watch(owner, this.#resource);
  }

  /** Whether `close()` was called. The native release may still wait for children. */
  get closed(): boolean {
    return this.#resource.closed;
  }

  /** Throws DisposedError when closed. */
  assertOpen(): void {
    if (this.#resource.closed) this.#refuse();
  }

  /** Throws DisposedError when the native thing is gone: closed, and no child or hold keeps it. */
  assertUnreleased(): void {
    if (this.#resource.references === 0) this.#refuse();
  }

  /** Closes once; later calls do nothing. Never throws: a failing release goes to the failure record. */
  close(): void {
    if (this.#resource.closed) return;
    closeResource(this.#resource);
    forgotten.unwatch(this.#resource);
  }

  /**
   * Keeps the native thing from being released until the returned function is called (once counts), though
   * the object be closed meanwhile: for work that runs on another thread.
   */
  hold(): () => void {
    this.assertOpen();
    const resource = this.#resource;
    resource.references += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      dropReference(resource);
    };
  }

  /** Runs `fn`, until the end of which the native thing is not released though the object be closed in it. */
  during<T>(fn: () => T): T {
    this.assertOpen();
    this.#resource.references += 1;
    try {
      return fn();
    } finally {
      dropReference(this.#resource);
    }
  }

  #refuse(): never {
    throw new DisposedError(`This ${this.#resource.name} is closed and can no longer be used`);
  }
}

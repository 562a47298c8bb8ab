/**
 * Who holds which of a decoder's pictures. NVCUVID names decoded pictures by a small index and decodes into an
 * index again as soon as its display callback has returned; here lies the word, one per index, that counts who
 * still uses the picture. The words are in shared memory, so a picture may be given to another thread
 * and released there. One more word counts the threads that use the decoder: the last to drop it destroys it.
 */
import type { Signal } from '../signal.js';

const USERS = 0;
const FIRST_SLOT = 1;

export class PictureSlots {
  readonly memory: SharedArrayBuffer;
  /** One fewer holds a picture; after the last the decoder may have it again. It needs no `this`. */
  readonly release: (index: number) => void;
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer, signal: Signal) {
    const words = new Int32Array(memory);
    this.memory = memory;
    this.#words = words;
    this.release = (index) => {
      Atomics.sub(words, FIRST_SLOT + index, 1);
      signal.raise();
    };
  }

  /** Slots for `count` pictures of a decoder that one thread uses. */
  static create(count: number, signal: Signal): PictureSlots {
    const slots = new PictureSlots(new SharedArrayBuffer((FIRST_SLOT + count) * 4), signal);
    slots.addUser();
    return slots;
  }

  get count(): number {
    return this.#words.length - FIRST_SLOT;
  }

  /** Whether there is such a picture: in a damaged stream NVIDIA's parser may name others. */
  has(index: number): boolean {
    return index >= 0 && index < this.count;
  }

  isHeld(index: number): boolean {
    return this.has(index) && Atomics.load(this.#words, FIRST_SLOT + index) !== 0;
  }

  isAnyHeld(): boolean {
    for (let index = 0; index < this.count; index++) if (this.isHeld(index)) return true;
    return false;
  }

  /** One more holds the picture: VP9 may show one twice. */
  hold(index: number): void {
    Atomics.add(this.#words, FIRST_SLOT + index, 1);
  }

  /** Another thread is going to use the decoder. */
  addUser(): void {
    Atomics.add(this.#words, USERS, 1);
  }

  /** A thread has done with the decoder. True when it was the last and must destroy it. */
  dropUser(): boolean {
    return Atomics.sub(this.#words, USERS, 1) === 1;
  }
}

/**
 * What NVCUVID's parser called back for and cannot be done yet. Within one packet the parser may show a picture and at
 * once use its surface again, but the picture has to be taken first, which is only possible when the packet is through.
 * So from there on everything is put off, in its order, until pictures are taken.
 */

/** One thing to do. */
export interface Step {
  /** Whether pictures that are due must be taken before. */
  readonly isBlocked?: () => boolean;
  readonly run: () => void;
  /** It is done even when the pictures around it are given up. */
  readonly always?: boolean;
}

/** See the head of this file. */
export class Backlog {
  readonly #steps: Step[] = [];

  /** Nothing waits: what comes can be done at once. */
  get isEmpty(): boolean {
    return this.#steps.length === 0;
  }

  /** Does a step, at once where nothing waits. What it uses must stay valid. */
  add(step: Step): void {
    this.#steps.push(step);
    if (this.#steps.length === 1) this.catchUp();
  }

  /** Does what is no longer blocked. */
  catchUp(): void {
    for (let [step] = this.#steps; step !== undefined && step.isBlocked?.() !== true; [step] = this.#steps) {
      this.#steps.shift();
      step.run();
    }
  }

  /** Gives up what waits. */
  clear(): void {
    for (const step of this.#steps.splice(0)) if (step.always === true) step.run();
  }
}

import type { JsonObject } from '../../core/json.js';
import type { Checkpoints, Note } from '../../core/step.js';

/** Checkpoints that know whether any state was kept or found. */
export class CountedCheckpoints implements Checkpoints {
  readonly #checkpoints: Checkpoints;
  /** Size of a state that was not worth keeping. */
  #refusedBytes = 0;
  #hasState = false;

  constructor(checkpoints: Checkpoints) {
    this.#checkpoints = checkpoints;
  }

  isDue(bytes: number, isBoundary: boolean): boolean {
    const isDue = this.#checkpoints.isDue(bytes, isBoundary);
    if (!isDue && isBoundary) this.#refusedBytes = bytes;
    return isDue;
  }

  save(position: number, facts: JsonObject, parts: readonly Uint8Array[]): Promise<void> {
    this.#hasState = true;
    return this.#checkpoints.save(position, facts, parts);
  }

  async restore(limit: number, parts: readonly Uint8Array[]) {
    const restored = await this.#checkpoints.restore(limit, parts);
    if (restored !== undefined) this.#hasState = true;
    return restored;
  }

  /** Says that a longer training will not continue from this one, when it cannot. */
  note(): Note | undefined {
    if (this.#hasState || this.#refusedBytes === 0) return undefined;
    const megabytes = Math.ceil(this.#refusedBytes / 1e6);
    const text =
      `no checkpoint was kept: writing its ${megabytes} MB would have taken more than 2% of so short a training: ` +
      'more epochs begin anew';
    return { level: 'info', text };
  }
}

/** Part of a step's time that keeping its states may take: something below the 2% that is promised, for a write may take longer than the last. */
const costPart = 0.015;

/** What may be spent at once, so that a short step keeps a state too. */
const freeMs = 250;

/** Between natural boundaries a state is not kept more often than this. */
const intervalMs = 60_000;

/** Speed of writing until it has been measured, and what the smallest state takes. */
const expectedBytesPerMs = 400_000;
const leastMs = 2;

/** Decides how often states are kept, by what keeping them has cost so far. */
export class CheckpointBudget {
  readonly #clockMs: () => number;
  readonly #startMs: number;
  #lastMs: number;
  #spentMs = 0;
  #msPerByte = 1 / expectedBytesPerMs;

  constructor(clockMs: () => number) {
    this.#clockMs = clockMs;
    this.#startMs = clockMs();
    this.#lastMs = this.#startMs;
  }

  isDue(bytes: number, isBoundary: boolean): boolean {
    const nowMs = this.#clockMs();
    if (!isBoundary && nowMs - this.#lastMs < intervalMs) return false;
    const expectedMs = leastMs + bytes * this.#msPerByte;
    return this.#spentMs + expectedMs <= (nowMs - this.#startMs) * costPart + freeMs;
  }

  /** Notes what keeping a state has cost that began at `beganMs`. */
  spend(bytes: number, beganMs: number): void {
    this.#lastMs = this.#clockMs();
    const tookMs = this.#lastMs - beganMs;
    this.#spentMs += tookMs;
    this.#msPerByte = Math.max(0, tookMs - leastMs) / Math.max(1, bytes);
  }
}

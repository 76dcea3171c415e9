export type HowToSelect = 'replace' | 'add' | 'remove';

/** Which images are selected. */
export class Selection {
  readonly #isIn: Uint8Array;
  readonly #listeners: (() => void)[] = [];
  #count = 0;

  constructor(nImages: number, onChange: () => void) {
    this.#isIn = new Uint8Array(nImages);
    this.#listeners.push(onChange);
  }

  get count(): number {
    return this.#count;
  }

  has(index: number): boolean {
    return this.#isIn[index] === 1;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Ascending. */
  indices(): number[] {
    const indices: number[] = [];
    this.#isIn.forEach((isIn, index) => {
      if (isIn === 1) indices.push(index);
    });
    return indices;
  }

  change(indices: readonly number[], how: HowToSelect): void {
    if (how === 'replace') this.#isIn.fill(0);
    for (const index of indices) this.#isIn[index] = how === 'remove' ? 0 : 1;
    this.#count = this.#isIn.reduce((sum, isIn) => sum + isIn, 0);
    for (const listener of this.#listeners) listener();
  }
}

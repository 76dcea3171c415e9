import type { Checkpoints } from '../../src/core/step.js';
import type { JsonObject } from '../../src/core/json.js';

interface Kept {
  readonly facts: string;
  readonly parts: readonly Uint8Array[];
}

/** Keeps every state in memory, whenever it is asked; of each, facts as JSON text and copies of the parts. */
export class KeptCheckpoints implements Checkpoints {
  readonly states = new Map<number, Kept>();
  /** Where it was continued from, if it was. */
  restored: number | undefined;
  readonly #isDue: (isBoundary: boolean) => boolean;

  constructor(isDue: (isBoundary: boolean) => boolean = () => true) {
    this.#isDue = isDue;
  }

  /** The same states, as if it had been killed before any beyond `limit` was kept. */
  upTo(limit: number): KeptCheckpoints {
    const earlier = new KeptCheckpoints(this.#isDue);
    for (const [position, kept] of this.states) if (position <= limit) earlier.states.set(position, kept);
    return earlier;
  }

  isDue(_bytes: number, isBoundary: boolean): boolean {
    return this.#isDue(isBoundary);
  }

  save(position: number, facts: JsonObject, parts: readonly Uint8Array[]): Promise<void> {
    this.states.set(position, {
      facts: JSON.stringify(facts),
      parts: parts.map((part) => Uint8Array.from(part)),
    });
    return Promise.resolve();
  }

  restore(limit: number, parts: readonly Uint8Array[]) {
    const position = Math.max(...[...this.states.keys()].filter((at) => at <= limit));
    const kept = this.states.get(position);
    if (kept === undefined) return Promise.resolve(undefined);
    this.restored = position;
    parts.forEach((part, i) => part.set(kept.parts[i] ?? new Uint8Array()));
    return Promise.resolve({ position, facts: JSON.parse(kept.facts) as JsonObject });
  }
}

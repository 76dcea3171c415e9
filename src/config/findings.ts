import { sortByPlace, type Diagnostic, type Problem } from '../core/diagnostic.js';
import { placeOf, type Span } from './source.js';

/** Where a problem is: a tree, or anything else that has a span. */
interface Origin {
  readonly at: Span;
  readonly usedAt?: Span | undefined;
}

/**
 * Collects what every stage finds. One finding at one place is kept once, however many cells meet it, and a param's value is
 * named once, however many steps use it.
 */
export class Findings {
  readonly #found = new Map<string, Diagnostic>();

  add(origin: Origin, path: string, problem: Problem, cell?: string): void {
    const { at, usedAt } = origin;
    const identity = JSON.stringify([
      at.source.file,
      at.source.text.length,
      at.start,
      usedAt === undefined ? path : '',
      problem,
    ]);
    if (this.#found.has(identity)) return;
    this.#found.set(identity, {
      place: placeOf(at),
      path,
      problem,
      ...(usedAt === undefined ? {} : { usedAt: placeOf(usedAt) }),
      ...(cell === undefined ? {} : { cell }),
    });
  }

  get count(): number {
    return this.#found.size;
  }

  sorted(): Diagnostic[] {
    return sortByPlace([...this.#found.values()]);
  }
}

import { distance } from 'fastest-levenshtein';

/** The candidate that a mistyped name most probably means, when one is near enough; ties go to the first. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(wanted.length, wanted.length <= 3 ? 2 : Math.ceil(wanted.length / 3) + 1);
  for (const candidate of candidates) {
    const found = distance(wanted, candidate.toLowerCase());
    if (found < bestDistance) [best, bestDistance] = [candidate, found];
  }
  return best;
}

/** `{ nearest }`, or nothing when no candidate is near: ready to spread into a problem. */
export function nearestOf(name: string, candidates: Iterable<string>): { nearest?: string } {
  const found = nearest(name, candidates);
  return found === undefined ? {} : { nearest: found };
}

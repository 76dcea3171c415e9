import { shorten } from './shorten.js';

/**
 * Names cut to a length so that those that differ still read differently: at their end where that tells them apart, else in their
 * middle, else with their place, from 1, at the end.
 * @param length In characters, the mark of the cut included; at least 8.
 */
export function distinctNames(names: readonly string[], length: number): string[] {
  const cut = names.map((name) => shorten(name, length));
  for (const i of repeated(names, cut)) cut[i] = cutInTheMiddle(names[i]!, length);
  for (const i of repeated(names, cut)) {
    const place = ` ${i + 1}`;
    cut[i] = shorten(names[i]!, length - place.length) + place;
  }
  return cut;
}

/** Places of names that are cut like another, different one. */
function repeated(names: readonly string[], cut: readonly string[]): number[] {
  const whose = new Map<string, Set<string>>();
  cut.forEach((text, i) => whose.set(text, (whose.get(text) ?? new Set()).add(names[i]!)));
  return cut.flatMap((text, i) => (whose.get(text)!.size > 1 ? [i] : []));
}

function cutInTheMiddle(name: string, length: number): string {
  const characters = Array.from(name);
  if (characters.length <= length) return name;
  const tail = Math.floor((length - 1) / 2);
  return `${characters.slice(0, length - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

/** What a criterion would choose among clusterings. */
export interface CriterionChoice {
  readonly name: string;
  /** `higher`, `lower`, `knee`; empty for one that chooses nothing. */
  readonly better: string;
  /** Position of the clustering; undefined when it does not choose. */
  readonly choice: number | undefined;
}

const criterionNames: Readonly<Record<string, string>> = {
  inertia: 'the knee of the inertia',
  silhouette: 'silhouette',
  calinski_harabasz: 'Calinski-Harabasz',
  davies_bouldin: 'Davies-Bouldin',
  stability: 'stability',
  adjusted_rand_index: 'agreement with the truth (adjusted Rand index)',
  normalised_mutual_information: 'mutual information with the truth',
};

/** A criterion's name in a sentence. */
export const criterionName = (name: string): string => criterionNames[name] ?? name;

/**
 * What each criterion would choose, in a sentence for each choice; it says too that nothing was chosen.
 * @param clusterings Their names in sentences, `K = 3`.
 */
export function choiceWords(choices: readonly CriterionChoice[], clusterings: readonly string[]): string {
  if (clusterings.length < 2) {
    return 'There is one clustering only, so nothing to choose between: to compare a sweep, gather its axis.';
  }
  const asked = choices.filter(({ better }) => better !== '');
  const namesFor = (wanted: number | undefined): string[] =>
    asked.filter(({ choice }) => choice === wanted).map(({ name }) => criterionName(name));
  const sentences = clusterings.flatMap((said, at) => {
    const names = namesFor(at);
    return names.length === 0 ? [] : [`${said} would be the choice of ${listedWords(names)}.`];
  });
  const silent = namesFor(undefined);
  const without = silent.length === 0 ? [] : [`No choice by ${listedWords(silent)}.`];
  return [...sentences, ...without, 'None was chosen: every clustering goes on.'].join(' ');
}

/** `a`, `a and b`, `a, b and c`. */
export function listedWords(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

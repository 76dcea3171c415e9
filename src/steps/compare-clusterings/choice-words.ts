import { listed } from '../clusterings/listed.js';
import type { ClusteringCell } from '../clusterings/read-cells.js';
import { wouldChoose, type Criterion } from './choose.js';

/** What each criterion would choose, in a sentence for each choice; it says too that nothing was chosen. */
export function choiceWords(criteria: readonly Criterion[], cells: readonly ClusteringCell[]): string {
  if (cells.length < 2)
    return 'There is one clustering only, so nothing to choose between: to compare a sweep, gather its axis.';
  const asked = criteria.filter(({ better }) => better !== '');
  const by = cells.map((cell, at) => {
    const names = asked.filter((criterion) => wouldChoose(criterion, cells) === at).map(({ said }) => said);
    return names.length === 0 ? '' : `${cell.said} would be the choice of ${listed(names)}.`;
  });
  const silent = asked.filter((criterion) => wouldChoose(criterion, cells) === undefined);
  const without = silent.map(({ better, said }) =>
    better === 'knee'
      ? `${said} (there is none: it takes three values of K and a curve that flattens)`
      : said,
  );
  return [
    ...by.filter((sentence) => sentence !== ''),
    ...(without.length === 0 ? [] : [`No choice by ${listed(without)}.`]),
    'None was chosen: every clustering goes on.',
  ].join(' ');
}

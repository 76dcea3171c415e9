import { formatBytes, formatCounted } from './format-quantity.js';

/** What a collection removed, or would. */
export interface ShownCollection {
  readonly results: number;
  readonly objects: number;
  readonly runs: number;
  readonly attempts: number;
  readonly quarantined: number;
  readonly checkpoints: number;
  readonly temporaries: number;
  readonly freedBytes: number;
  readonly leftBytes: number;
}

/** What `skysort gc` prints: one line for each sort of thing that went, and what is left. */
export function gcText(collected: ShownCollection, bounds: { maxBytes: number; dryRun: boolean }): string {
  const rows: readonly (readonly [number, string])[] = [
    [collected.results, 'result'],
    [collected.objects, 'file of results'],
    [collected.runs, 'run folder'],
    [collected.attempts, 'attempt that was given up'],
    [collected.quarantined, 'corrupt file'],
    [collected.checkpoints, 'checkpoint'],
    [collected.temporaries, 'half-written file'],
  ];
  const removed = rows.filter(([count]) => count > 0).map(([count, noun]) => `  ${counted(count, noun)}`);
  const verb = bounds.dryRun ? 'would remove' : 'removed';
  const freed = bounds.dryRun ? 'would free' : 'freed';
  const head = removed.length === 0 ? ['nothing to remove'] : [`${verb}:`, ...removed];
  const left = `${freed} ${formatBytes(collected.freedBytes)}; ${formatBytes(collected.leftBytes)} in the cache`;
  const over =
    collected.leftBytes > bounds.maxBytes
      ? [
          `that is above the bound of ${formatBytes(bounds.maxBytes)}: what is left belongs to runs that are`,
          'pinned, the latest of their workflow, less than an hour old, or going on',
        ]
      : [];
  return `${[...head, left, ...over].join('\n')}\n`;
}

/** One line after a run that brought the cache within its bounds; undefined when nothing worth a line went. */
export function gcLine({ results, freedBytes, leftBytes }: ShownCollection): string | undefined {
  if (results === 0) return undefined;
  return `cache: removed ${counted(results, 'result')} that no recent run used, freed ${formatBytes(freedBytes)}, ${formatBytes(leftBytes)} left`;
}

function counted(count: number, noun: string): string {
  const [head = '', ...rest] = noun.split(/ (?=of |that )/);
  const plural = [`${head}s`, ...rest.map((text) => text.replace('that was', 'that were'))].join(' ');
  return formatCounted(count, noun, plural);
}

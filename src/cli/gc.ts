import { ok } from '../core/result.js';
import { collectGarbage } from '../store/gc/collect-garbage.js';
import { storing } from '../store/storage-trouble.js';
import { gcText } from '../ui/gc-text.js';
import { cacheBounds } from './cache-bounds.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { listenForInterrupts } from './interrupts.js';
import { openWorkspace } from './workspace.js';

export const gc: Command = {
  name: 'gc',
  usage: '[--dry-run] [--max-size S] [--max-age D]',
  summary:
    'Removes from the cache what no run has used for long, and the longest unused until the rest fits. What belongs to a pinned run, to the latest run of a workflow, or to a run that goes on or began within the hour stays. A run that makes the cache larger than its bounds does the same when it has ended.',
  arity: { least: 0, most: 0 },
  options: [
    { name: 'dry-run', summary: 'say what would go, and leave it' },
    {
      name: 'max-size',
      value: 'S',
      summary: 'bytes of all results, 500M or 20GB (default: $SKYSORT_CACHE_SIZE, or 20GB); none: any size',
    },
    {
      name: 'max-age',
      value: 'D',
      summary:
        'how long an unused result stays, 12h or 30d (default: $SKYSORT_CACHE_AGE, or 90d); none: for ever. 0: an hour',
    },
  ],
  exits: [0, 2, 4],
  example: 'skysort gc --dry-run --max-size 5GB',
  async run(invocation, terminal) {
    const bounds = cacheBounds(terminal.environment, {
      size: invocation.value('max-size'),
      age: invocation.value('max-age'),
    });
    if (!bounds.ok) return bounds;
    const { layout, files } = openWorkspace(invocation, terminal);
    const interrupts = listenForInterrupts(() => undefined);
    const dryRun = invocation.has('dry-run');
    const collected = await storing('collect', layout.cacheFolder, () =>
      collectGarbage({
        ...{ layout, files, dryRun, bounds: bounds.value },
        ...{ nowMs: Date.now(), signal: interrupts.stop },
      }),
    );
    interrupts.close();
    if (!collected.ok) return collected;
    if (collected.value === undefined) return ok(exitCodes.interrupted);
    terminal.stdout.write(gcText(collected.value, { maxBytes: bounds.value.maxBytes, dryRun }));
    return ok(exitCodes.done);
  },
};

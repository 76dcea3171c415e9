import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gcLine, gcText } from '../../src/ui/gc-text.js';

const nothing = {
  ...{ results: 0, objects: 0, runs: 0, attempts: 0, quarantined: 0, checkpoints: 0, temporaries: 0 },
  ...{ freedBytes: 0, leftBytes: 2048 },
};

test('a collection tells what went, sort by sort, and what is left', () => {
  const collected = { ...nothing, results: 12, objects: 1, attempts: 2, freedBytes: 3 * 1024 ** 3 };
  assert.is(
    gcText(collected, { maxBytes: 20e9, dryRun: false }),
    'removed:\n  12 results\n  1 file of results\n  2 attempts that were given up\n' +
      'freed 3.0 GiB; 2.0 KiB in the cache\n',
  );
});

test('a dry run speaks of what would go', () => {
  assert.is(
    gcText({ ...nothing, runs: 1, freedBytes: 0 }, { maxBytes: 20e9, dryRun: true }),
    'would remove:\n  1 run folder\nwould free 0 B; 2.0 KiB in the cache\n',
  );
});

test('a cache that cannot be brought within its bounds says what keeps it', () => {
  const text = gcText(nothing, { maxBytes: 1024, dryRun: false });
  assert.match(text, /^nothing to remove\n/);
  assert.match(text, /above the bound of 1\.0 KiB: what is left belongs to runs that are\npinned/);
});

test('after a run there is a line only when results went', () => {
  assert.is(gcLine({ ...nothing, attempts: 3 }), undefined);
  assert.is(
    gcLine({ ...nothing, results: 1, freedBytes: 1024 }),
    'cache: removed 1 result that no recent run used, freed 1.0 KiB, 2.0 KiB left',
  );
});

test.run();

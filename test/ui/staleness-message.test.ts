import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { InstanceId } from '../../src/core/identifiers.js';
import type { Staleness } from '../../src/core/staleness.js';
import { shortReason, stalenessMessage } from '../../src/ui/staleness-message.js';

const before = 'a1b2c3d4'.repeat(8);
const now = '99ff0011'.repeat(8);

const expected: readonly (readonly [Staleness, string])[] = [
  [{ rule: 'never-ran' }, 'never ran'],
  [{ rule: 'forced' }, 'asked for by --force'],
  [{ rule: 'kind', before: 'tsne', now: 'pca' }, 'kind changed from tsne to pca'],
  [{ rule: 'version', before: 1, now: 2 }, 'version of the kind changed from 1 to 2'],
  [{ rule: 'plugin', kind: 'shout', before, now }, 'the plugin of shout changed (a1b2c3d4 -> 99ff0011)'],
  [{ rule: 'plugin', kind: 'shout', now }, 'the plugin of shout is new: the kind was built in'],
  [{ rule: 'plugin', kind: 'shout', before }, 'the plugin of shout is gone: the kind is built in now'],
  [
    { rule: 'parameter', name: 'stretch', before: 'log10', now: 'asinh' },
    'parameter stretch changed from "log10" to "asinh"',
  ],
  [
    { rule: 'parameter', name: 'layers[2].filters', before: 8, now: [8, 16] },
    'parameter layers[2].filters changed from 8 to [8,16]',
  ],
  [{ rule: 'parameter', name: 'dims', now: [0, 1] }, 'parameter dims is new ([0,1])'],
  [{ rule: 'parameter', name: 'dims', before: null }, 'parameter dims was removed (it was null)'],
  [
    { rule: 'input', name: 'labels', change: 'content', before, now },
    'input labels: content changed (a1b2c3d4 -> 99ff0011)',
  ],
  [
    { rule: 'input', name: 'files', change: 'content', item: 'a.tar', before, now },
    'input files: a.tar: content changed (a1b2c3d4 -> 99ff0011)',
  ],
  [{ rule: 'input', name: 'files', change: 'added', item: 'b.tar' }, 'input files: b.tar was added'],
  [{ rule: 'input', name: 'split', change: 'added' }, 'input split was added'],
  [{ rule: 'input', name: 'files', change: 'removed', item: 'b.tar' }, 'input files: b.tar was removed'],
  [{ rule: 'input', name: 'split', change: 'removed' }, 'input split was removed'],
  [
    { rule: 'input', name: 'files', change: 'renamed', before: 'a.tar', now: 'b.tar' },
    'input files: a.tar was renamed to b.tar',
  ],
  [{ rule: 'input', name: 'files', change: 'order' }, 'input files: the order of its files changed'],
  [
    { rule: 'environment', name: 'LANG', before: 'C', now: 'de' },
    'environment variable LANG changed from "C" to "de"',
  ],
  [{ rule: 'environment', name: 'LANG', now: 'de' }, 'environment variable LANG is new ("de")'],
  [
    { rule: 'environment', name: 'LANG', declared: 'now' },
    'environment variable LANG counts now (it is not set)',
  ],
  [
    { rule: 'environment', name: 'LANG', declared: 'now', now: 'de' },
    'environment variable LANG counts now ("de")',
  ],
  [
    { rule: 'environment', name: 'LANG', declared: 'before' },
    'environment variable LANG no longer counts (it was not set)',
  ],
  [
    { rule: 'environment', name: 'LANG', declared: 'before', before: 'de' },
    'environment variable LANG no longer counts (it was "de")',
  ],
  [{ rule: 'outputs', before: ['table'], now: ['table', 'log'] }, 'outputs changed from table to table, log'],
  [
    { rule: 'reproducibility', name: 'tensorflow', before: '2.16', now: '2.21' },
    'tensorflow changed from 2.16 to 2.21',
  ],
  [{ rule: 'reproducibility', name: 'tensorflow', now: '2.21' }, 'tensorflow counts now (2.21)'],
  [
    { rule: 'reproducibility', name: 'tensorflow', before: '2.21' },
    'tensorflow no longer counts (it was 2.21)',
  ],
  [
    { rule: 'key-schema', before: 1, now: 2 },
    'skysort computes keys in another way now (format 1 before, 2 now)',
  ],
  [{ rule: 'upstream', instance: 'images' as InstanceId }, 'inputs not known until images has run'],
  [{ rule: 'lost', output: 'labels', problem: 'missing' }, 'output labels is missing from the store'],
  [{ rule: 'lost', output: 'labels', problem: 'corrupt' }, 'output labels is corrupt in the store'],
  [{ rule: 'lost', problem: 'corrupt' }, 'its record is corrupt in the store'],
  [{ rule: 'collected' }, 'ran before, but its result has been removed from the store'],
];

for (const [reason, text] of expected) {
  test(`${reason.rule} reads: ${text}`, () => {
    assert.is(stalenessMessage(reason), text);
  });
}

test('a long value is cut, so that a reason stays one line', () => {
  const text = stalenessMessage({ rule: 'parameter', name: 'rows', before: 'x'.repeat(500), now: 1 });
  assert.ok(text.length < 120, text);
  assert.match(text, /…/);
});

test('several reasons in little room are the first and a count', () => {
  assert.is(shortReason([]), '');
  assert.is(shortReason([{ rule: 'forced' }]), 'asked for by --force');
  assert.is(shortReason([{ rule: 'forced' }, { rule: 'never-ran' }]), 'asked for by --force (+1 more)');
});

test.run();

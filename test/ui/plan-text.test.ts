import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { instanceId } from '../../src/core/cell.js';
import type { InstanceId } from '../../src/core/identifiers.js';
import { graphText } from '../../src/ui/graph-text.js';
import { planText, type PlanRow } from '../../src/ui/plan-text.js';
import { whyText } from '../../src/ui/why-text.js';

const id = (text: string): InstanceId => text as InstanceId;

const rows: readonly PlanRow[] = [
  { id: id('images'), kind: 'ingest', freshness: { fresh: true }, savedSeconds: 12.4 },
  {
    id: id('autoencoder'),
    kind: 'train-autoencoder',
    freshness: {
      fresh: false,
      reasons: [
        { rule: 'parameter', name: 'epochs', before: 5, now: 100 },
        { rule: 'input', name: 'images', change: 'content' },
      ],
    },
  },
  {
    id: id('latents'),
    kind: 'encode',
    freshness: { fresh: false, reasons: [{ rule: 'upstream', instance: id('autoencoder') }] },
  },
];

test('a plan shows each step, whether it is fresh, and every reason why not', () => {
  assert.is(
    planText(rows),
    [
      'state    step         kind               why',
      'fresh    images       ingest             took 12.4s',
      'stale    autoencoder  train-autoencoder  parameter epochs changed from 5 to 100',
      '                                         input images: content changed',
      'may run  latents      encode             inputs not known until autoencoder has run',
      '',
      '1 step to run, 1 that may run, depending on them, 1 fresh (12.4s of work)',
      '',
    ].join('\n'),
  );
});

test('a plan with nothing to do says so', () => {
  assert.match(planText(rows.slice(0, 1)), /\n\neverything is fresh: 1 step \(12\.4s of work\)\n$/);
});

test('many cells with the same reason are one row, those with another stay by themselves', () => {
  const cells = Array.from({ length: 200 }, (_, index): PlanRow => {
    const stale = { fresh: false as const, reasons: [{ rule: 'never-ran' as const }] };
    const freshness = index === 0 ? { fresh: true as const } : stale;
    return { id: instanceId('clusters', { k: index + 2 }), kind: 'kmeans', freshness };
  });
  assert.equal(planText(cells).split('\n').slice(1, 5), [
    'fresh  clusters@k=2          kmeans',
    'stale  clusters (199 cells)  kmeans  never ran',
    '',
    '199 steps to run, 1 fresh',
  ]);
});

test('why answers for each instance with one reason a line', () => {
  assert.is(
    whyText(rows),
    'images (ingest) is fresh: nothing that it depends on has changed; it took 12.4s\n' +
      'autoencoder (train-autoencoder) is stale:\n' +
      '  parameter epochs changed from 5 to 100\n' +
      '  input images: content changed\n' +
      'latents (encode) may have to run:\n' +
      '  inputs not known until autoencoder has run\n',
  );
});

const nodes = [
  { id: id('images'), needs: [], kind: 'ingest' },
  { id: id('clusters@k=3'), needs: [id('images')] },
];

test('the graph in the language of Graphviz', () => {
  assert.is(
    graphText(nodes, 'dot'),
    [
      'digraph workflow {',
      '  rankdir=LR;',
      '  node [shape=box];',
      '  "images" [label="images\\ningest"];',
      '  "clusters@k=3";',
      '  "images" -> "clusters@k=3";',
      '}',
      '',
    ].join('\n'),
  );
});

test('the graph in the language of Mermaid', () => {
  assert.is(
    graphText(nodes, 'mermaid'),
    ['flowchart LR', '  n0["images<br/>ingest"]', '  n1["clusters@k=3"]', '  n0 --> n1', ''].join('\n'),
  );
});

test.run();

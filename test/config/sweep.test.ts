import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ids, instanceOf, messagesOf, planOf, workflow } from './load.js';

const chain = `
survey: { uses: mock-survey }
images: { uses: ingest, inputs: { files: survey.tarballs } }
split: { uses: split, inputs: { catalogue: images.catalogue } }
auto:
  uses: train-autoencoder
  inputs: { images: images.images, split: split.split }
  with: { architecture: cnn }
latents: { uses: encode, inputs: { images: images.images, model: auto.model } }
`.trim();

const swept = workflow(`${chain}
clusters: { uses: kmeans, inputs: { vectors: latents.latents }, sweep: { k: [7, 3, 10] } }
figure: { uses: gallery, inputs: { images: images.images, labels: clusters.labels } }
compare: { uses: compare-clusterings, inputs: { vectors: latents.latents, labels: clusters.labels }, gather: [k] }`);

test('a swept step has a cell for each value, in the order of the values and not of the list', async () => {
  const plan = await planOf(swept);
  assert.equal(
    ids(plan).filter((id) => id.startsWith('clusters')),
    ['clusters@k=3', 'clusters@k=7', 'clusters@k=10'],
  );
  const instance = instanceOf(plan, 'clusters@k=7');
  assert.equal(instance.cell, { k: 7 });
  assert.equal(instance.params, { k: 7, n_init: 10, seed: 0 });
});

test('a step that reads a swept output fans out along the same axis, which is not among its parameters', async () => {
  const plan = await planOf(swept);
  const figure = instanceOf(plan, 'figure@k=3');
  assert.equal(figure.cell, { k: 3 });
  assert.equal(figure.params, { stretch: 'log10' });
  assert.equal(figure.inputs['labels'], {
    from: 'output',
    instance: 'clusters@k=3',
    output: 'labels',
    type: 'labels',
  });
  assert.equal(figure.needs, ['images', 'clusters@k=3']);
});

test('a gathered axis falls away, and its cells come as a list in their canonical order', async () => {
  const plan = await planOf(swept);
  const compare = instanceOf(plan, 'compare');
  assert.equal(compare.cell, {});
  assert.equal(compare.inputs['labels'], {
    from: 'gather',
    items: [3, 7, 10].map((k) => ({
      cell: { k },
      instance: `clusters@k=${k}`,
      output: 'labels',
      type: 'labels',
    })),
  });
  assert.equal(compare.needs, ['latents', 'clusters@k=3', 'clusters@k=7', 'clusters@k=10']);
});

test('an input that gathers reads a list of one when nothing is gathered', async () => {
  const plan = await planOf(workflow(`${chain}\nloss: { uses: curves, inputs: { history: auto.history } }`));
  assert.equal(instanceOf(plan, 'loss').inputs['history'], {
    from: 'gather',
    items: [{ cell: {}, instance: 'auto', output: 'history', type: 'table' }],
  });
});

test('axes of different names multiply, and an id names them sorted', async () => {
  const plan = await planOf(
    workflow(`${chain}
clusters: { uses: kmeans, inputs: { vectors: latents.latents }, sweep: { seed: [1, 0], k: [3, 2] } }`),
  );
  const cells = ids(plan).filter((id) => id.startsWith('clusters'));
  assert.equal(cells, [
    'clusters@k=2,seed=0',
    'clusters@k=2,seed=1',
    'clusters@k=3,seed=0',
    'clusters@k=3,seed=1',
  ]);
  assert.is(instanceOf(plan, 'clusters@k=3,seed=1').params['seed'], 1);
});

/** Two networks, clusters of each, a map of each, and figures of both. */
const crossed = `
${chain.replace('with: { architecture: cnn }', 'sweep: { architecture: [dense, cnn] }')}
clusters: { uses: kmeans, inputs: { vectors: latents.latents }, sweep: { k: [3, 6] } }`;

test('an axis passes through every step below it and multiplies with their own', async () => {
  const plan = await planOf(workflow(crossed));
  assert.equal(ids(plan), [
    'survey',
    'images',
    'split',
    'auto@architecture=cnn',
    'auto@architecture=dense',
    'latents@architecture=cnn',
    'latents@architecture=dense',
    'clusters@architecture=cnn,k=3',
    'clusters@architecture=cnn,k=6',
    'clusters@architecture=dense,k=3',
    'clusters@architecture=dense,k=6',
  ]);
  assert.equal(instanceOf(plan, 'clusters@architecture=dense,k=6').needs, ['latents@architecture=dense']);
});

test('axes of the same name join: each cell reads its inputs at one value', async () => {
  const plan = await planOf(
    workflow(`${crossed}
compare: { uses: compare-clusterings, inputs: { vectors: latents.latents, labels: clusters.labels } }`),
  );
  const compare = instanceOf(plan, 'compare@architecture=cnn,k=6');
  assert.equal(compare.needs, ['latents@architecture=cnn', 'clusters@architecture=cnn,k=6']);
  assert.is(ids(plan).filter((id) => id.startsWith('compare')).length, 4);
});

test('gathering one of two axes keeps the other, and gathers within each of its cells', async () => {
  const plan = await planOf(
    workflow(`${crossed}
compare: { uses: compare-clusterings, inputs: { vectors: latents.latents, labels: clusters.labels }, gather: [k] }`),
  );
  assert.equal(
    ids(plan).filter((id) => id.startsWith('compare')),
    ['compare@architecture=cnn', 'compare@architecture=dense'],
  );
  const labels = instanceOf(plan, 'compare@architecture=dense').inputs['labels'];
  assert.equal(labels?.from === 'gather' && labels.items.map((item) => [item.cell, item.instance]), [
    [{ k: 3 }, 'clusters@architecture=dense,k=3'],
    [{ k: 6 }, 'clusters@architecture=dense,k=6'],
  ]);
});

test('gathering both axes leaves one instance, its items ordered by the canonical cell', async () => {
  const plan = await planOf(
    workflow(`${crossed}
loss: { uses: curves, inputs: { history: auto.history }, gather: [architecture] }
all: { uses: command, with: { command: [x] }, outputs: { y: y.csv }, inputs: { a: clusters.labels }, gather: [k, architecture] }`),
  );
  const all = instanceOf(plan, 'all').inputs['a'];
  assert.equal(all?.from === 'gather' && all.items.map((item) => item.cell), [
    { architecture: 'cnn', k: 3 },
    { architecture: 'cnn', k: 6 },
    { architecture: 'dense', k: 3 },
    { architecture: 'dense', k: 6 },
  ]);
});

test('an excluded cell is gone, and so is what hangs below it', async () => {
  const plan = await planOf(
    workflow(
      `${crossed}
  exclude: [{ k: 6, architecture: dense }]
figure: { uses: gallery, inputs: { images: images.images, labels: clusters.labels } }`.replace(
        'sweep: { k: [3, 6] } }\n  exclude: [{ k: 6, architecture: dense }]',
        'sweep: { k: [3, 6] }, exclude: [{ k: 6, architecture: dense }] }',
      ),
    ),
  );
  assert.equal(
    ids(plan).filter((id) => /clusters|figure/.test(id)),
    [
      'clusters@architecture=cnn,k=3',
      'clusters@architecture=cnn,k=6',
      'clusters@architecture=dense,k=3',
      'figure@architecture=cnn,k=3',
      'figure@architecture=cnn,k=6',
      'figure@architecture=dense,k=3',
    ],
  );
});

test('a cell is not checked when it is excluded, since that may be why it is', async () => {
  const text = (exclude: string) =>
    workflow(`${chain}
clusters: { uses: kmeans, inputs: { vectors: latents.latents }, sweep: { k: [3, 200], n_init: [1, 10] }${exclude} }`);
  assert.match(
    await messagesOf(text('')),
    'n_init[1] must be a number of at most 3, found 10 (in clusters@k=200,n_init=10)',
  );
  assert.is((await planOf(text(', exclude: [{ k: 200, n_init: 10 }]'))).instances.length, 5 + 3);
});

test('one cell can be addressed, and then its axis is fixed', async () => {
  const plan = await planOf(
    workflow(`${crossed}
one: { uses: gallery, inputs: { images: images.images, labels: "clusters@architecture=cnn,k=6.labels" } }
some: { uses: gallery, inputs: { images: images.images, labels: clusters@k=3.labels } }`),
  );
  assert.equal(instanceOf(plan, 'one').needs, ['images', 'clusters@architecture=cnn,k=6']);
  assert.equal(
    ids(plan).filter((id) => id.startsWith('some')),
    ['some@architecture=cnn', 'some@architecture=dense'],
  );
});

test('a value with a dot can be addressed too', async () => {
  const plan = await planOf(
    workflow(
      chain
        .replace(
          '{ catalogue: images.catalogue }',
          '{ catalogue: images.catalogue }, sweep: { validation: [0.1, 0.25] }',
        )
        .replace('split.split', 'split@validation=0.25.split'),
    ),
  );
  assert.equal(instanceOf(plan, 'auto').needs, ['images', 'split@validation=0.25']);
});

test('an own axis that an input has too joins with it', async () => {
  const plan = await planOf(
    workflow(`${chain}
a: { uses: kmeans, inputs: { vectors: latents.latents }, sweep: { k: [3, 6, 7] } }
b: { uses: kmeans, inputs: { vectors: a.centres }, sweep: { k: [3, 7] } }`),
  );
  assert.equal(
    ids(plan).filter((id) => id.startsWith('b')),
    ['b@k=3', 'b@k=7'],
  );
  assert.equal(instanceOf(plan, 'b@k=7').needs, ['a@k=7']);
});

test('two inputs swept alike do not multiply', async () => {
  const plan = await planOf(
    workflow(`${chain}
a: { uses: kmeans, inputs: { vectors: latents.latents }, sweep: { k: [3, 6] } }
b: { uses: command, with: { command: [x] }, outputs: { y: y.csv }, inputs: { labels: a.labels, centres: a.centres } }`),
  );
  assert.equal(instanceOf(plan, 'b@k=3').needs, ['a@k=3']);
  assert.is(ids(plan).filter((id) => id.startsWith('b')).length, 2);
});

test('lists and mappings can be swept, and their ids are plain names', async () => {
  const plan = await planOf(
    workflow(
      chain.replace(
        'with: { architecture: cnn }',
        'sweep: { architecture: [dense, [{ type: dense, units: 3 }]] }',
      ),
    ),
  );
  assert.ok(ids(plan).includes('auto@architecture=_type_dense_units_3_'), ids(plan).join('\n'));
});

test('a report reads every instance that is no report, after all of them, wherever it stands', async () => {
  const plan = await planOf(workflow(`report: { uses: report }\n${crossed}\nmore: { uses: report }`));
  const all = ids(plan).filter((id) => id !== 'report' && id !== 'more');
  for (const id of ['report', 'more']) {
    assert.equal(instanceOf(plan, id).inputs, { everything: { from: 'everything', instances: all } });
    assert.equal(instanceOf(plan, id).needs, all);
  }
  assert.equal(ids(plan).slice(-2), ['report', 'more']);
});

test('ten thousand cells are planned, and joined, without comparing each with each', async () => {
  const list = Array.from({ length: 10_000 }, (_, index) => index).join(', ');
  const plan = await planOf(
    workflow(`survey: { uses: mock-survey, sweep: { seed: [${list}] } }
images: { uses: ingest, inputs: { files: survey.tarballs } }
table: { uses: command, with: { command: [x] }, outputs: { y: y.csv }, inputs: { a: survey.truth, b: images.catalogue }, gather: [seed] }`),
  );
  assert.is(plan.instances.length, 20_001);
  assert.is(instanceOf(plan, 'table').needs.length, 20_000);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ids, instanceOf, planOf, workflow } from './load.js';

const files = ['data/b.tar', 'data/a.tar', 'data/Z.tar', 'data/notes.txt'];

const galaxies = `
skysort: 1
name: galaxies
params:
  data: data/*.tar
  size: 64
  k: [3, 6]
steps:
  images:
    uses: ingest
    description: Images of \${size} pixels
    inputs: { files: { glob: "\${data}" } }
    with: { size: "\${size}", cameras: [0, 1] }
    resources: { cpus: 2, memory: 4G, time: 1h30m, gpus: 1 }
    retries: 2
    timeout: 90s
  split:
    uses: split
    inputs: { catalogue: images.catalogue }
    with: { seed: 5 }
  autoencoder:
    uses: train-autoencoder
    inputs: { images: images.images, split: split.split }
    with: { architecture: cnn }
  latents:
    uses: encode
    inputs: { images: images.images, model: autoencoder.model }
  clusters:
    uses: kmeans
    inputs: { vectors: latents.latents, split: split.split }
    sweep:
      k: \${k}
  report:
    uses: report
`;

test('a workflow becomes a plan with everything resolved', async () => {
  const plan = await planOf(galaxies, { files });
  assert.is(plan.name, 'galaxies');
  assert.is(plan.file, 'sky.yaml');
  assert.is(plan.seed, 0);
  assert.equal(plan.params, { data: 'data/*.tar', size: 64, k: [3, 6] });
  assert.equal(ids(plan), [
    'images',
    'split',
    'autoencoder',
    'latents',
    'clusters@k=3',
    'clusters@k=6',
    'report',
  ]);
  const { placeOf, ...images } = instanceOf(plan, 'images');
  assert.type(placeOf, 'function');
  assert.equal(images, {
    id: 'images',
    step: 'images',
    kind: 'ingest',
    description: 'Images of 64 pixels',
    cell: {},
    params: { size: 64, cameras: [0, 1], bad_images: 'fail' },
    inputs: {
      files: {
        from: 'files',
        many: true,
        files: ['data/Z.tar', 'data/a.tar', 'data/b.tar'].map((path) => ({ name: path.slice(5), path })),
      },
    },
    outputs: {
      images: { type: 'images', file: 'images.npy', summary: 'The images.' },
      catalogue: { type: 'catalogue', file: 'catalogue.csv', summary: 'The catalogue.' },
    },
    needs: [],
    resources: { cpus: 2, memoryBytes: 4 * 1024 ** 3, timeMs: 5_400_000, gpus: 1 },
    retries: 2,
    timeoutMs: 90_000,
  });
});

test('an instance knows where each of its parameters can be changed', async () => {
  const plan = await planOf(galaxies, { files, sets: ['size=32'] });
  const place = (id: string, parameter: string): string => instanceOf(plan, id).placeOf!(parameter);
  // Line 1 of the text is empty. A swept value, one by a reference, one of --set, one in `with`, a default: its step.
  assert.is(place('clusters@k=6', 'k'), 'sky.yaml:7:10');
  assert.is(place('images', 'size'), '--set:1:6');
  assert.is(place('split', 'seed'), 'sky.yaml:20:19');
  assert.is(place('images', 'bad_images'), 'sky.yaml:9:3');
});

test("a stochastic step without a seed takes the workflow's, and one with a seed keeps it", async () => {
  const plan = await planOf(galaxies.replace('name: galaxies', 'name: galaxies\nseed: 7'), { files });
  assert.is(plan.seed, 7);
  assert.is(instanceOf(plan, 'autoencoder').params['seed'], 7);
  assert.is(instanceOf(plan, 'split').params['seed'], 5);
  assert.not('seed' in instanceOf(plan, 'images').params);
});

test('an override replaces a param and may change its type', async () => {
  const sets = ['k=[4]', 'size=32', 'data=data/a.tar'];
  const plan = await planOf(galaxies, { files, sets });
  assert.equal(plan.params, { data: 'data/a.tar', size: 32, k: [4] });
  assert.ok(ids(plan).includes('clusters@k=4'));
  assert.is(instanceOf(plan, 'images').params['size'], 32);
});

test('an override reaches into a mapping, the later wins, and an equals sign may follow', async () => {
  const text = workflow(
    'a: { uses: curves, inputs: { history: b.truth }, with: { title: "${t.x} ${t.y}" } }\nb: { uses: mock-survey }',
    't: { x: 1, y: 2 }',
  );
  const plan = await planOf(text, { sets: ['t.x=3', 't.x=a=b'] });
  assert.is(instanceOf(plan, 'a').params['title'], 'a=b 2');
});

test('defaults are filled in for each cell by itself', async () => {
  const plan = await planOf(galaxies, { files });
  const [three, six] = ['clusters@k=3', 'clusters@k=6'].map((id) => instanceOf(plan, id).params);
  assert.equal(three, { k: 3, n_init: 10, seed: 0 });
  assert.is.not(three, six);
});

test('a step may stand before those that it reads', async () => {
  const plan = await planOf(
    workflow(`c: { uses: split, inputs: { catalogue: b.catalogue } }
b: { uses: ingest, inputs: { files: a.tarballs } }
z: { uses: mock-survey }
a: { uses: mock-survey }`),
  );
  assert.equal(ids(plan), ['z', 'a', 'b', 'c']);
});

test('params and with may be left empty', async () => {
  const plan = await planOf('skysort: 1\nname: a\nparams:\nsteps:\n  a:\n    uses: mock-survey\n    with:\n');
  assert.equal(plan.params, {});
});

test('anchors and aliases work as in any YAML', async () => {
  const plan = await planOf(
    workflow(
      'a: &a { uses: mock-survey, with: &w { galaxies: 3 } }\nb: { uses: mock-survey, with: *w }\nc: *a',
    ),
  );
  assert.equal(ids(plan), ['a', 'b', 'c']);
  assert.is(instanceOf(plan, 'c').params['galaxies'], 3);
});

test('a program reads any output, and its arguments keep their braces', async () => {
  const plan = await planOf(
    workflow(
      `a: { uses: mock-survey }
b:
  uses: command
  inputs: { truth: a.truth, all: a.tarballs, extra: { path: notes.txt } }
  with: { command: [sort, "{inputs.truth}", "-o", "{outputs.sorted}", "$\${HOME}", "\${key}"] }
  outputs:
    sorted: sorted.csv
    log: { file: log.txt }
    parts: { folder: parts }
    model: { folder: m, type: model }`,
      'key: -k2',
    ),
    { files: ['notes.txt'] },
  );
  const program = instanceOf(plan, 'b');
  assert.equal(program.params['command'], [
    'sort',
    '{inputs.truth}',
    '-o',
    '{outputs.sorted}',
    '${HOME}',
    '-k2',
  ]);
  const summary = 'declared by the workflow';
  assert.equal(program.outputs, {
    sorted: { type: 'table', file: 'sorted.csv', summary },
    log: { type: 'file', file: 'log.txt', summary },
    parts: { type: 'files', folder: 'parts', summary },
    model: { type: 'model', folder: 'm', summary },
  });
  assert.equal(program.inputs['extra'], {
    from: 'files',
    many: true,
    files: [{ name: 'notes.txt', path: 'notes.txt' }],
  });
});

test('an input of one file takes one, by path or by a pattern that matches one', async () => {
  const setting = { files: ['model.h5'] };
  for (const source of ['path: ./model.h5', 'glob: "*.h5"']) {
    const plan = await planOf(
      workflow(`a: { uses: import-model, inputs: { weights: { ${source} } } }`),
      setting,
    );
    const expected = { from: 'files', many: false, files: [{ name: 'model.h5', path: 'model.h5' }] };
    assert.equal(instanceOf(plan, 'a').inputs['weights'], expected);
  }
});

test('the seed may be a param, so that it can be overridden', async () => {
  const text = workflow('a: { uses: mock-survey }', 's: 3').replace('name: sky', 'name: sky\nseed: ${s}');
  assert.is((await planOf(text, { sets: ['s=9'] })).seed, 9);
});

test.run();

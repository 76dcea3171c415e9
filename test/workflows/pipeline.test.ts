// The whole pipeline on a survey of 16 images: what a person relies on when they change one thing and run again.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kinds } from '../../src/steps/index.js';
import { repositoryRoot } from '../support/repository.js';
import { Rig } from '../support/rig.js';

const workflow = `
skysort: 1
name: small
params: { k: [2, 3], stretch: log10 }
steps:
  survey: { uses: mock-survey, with: { galaxies: 4, frame: { min: 71, max: 120 } } }
  images: { uses: ingest, inputs: { files: survey.tarballs } }
  split: { uses: split, inputs: { catalogue: images.catalogue } }
  autoencoder:
    uses: train-autoencoder
    inputs: { images: images.images, split: split.split }
    with: { architecture: cnn, epochs: 1, batch_size: 8 }
  latents: { uses: encode, inputs: { images: images.images, model: autoencoder.model } }
  reconstructions:
    uses: reconstruct
    inputs: { images: images.images, model: autoencoder.model, split: split.split }
  clusters:
    uses: kmeans
    inputs: { vectors: latents.latents, split: split.split }
    sweep: { k: "\${k}" }
  map:
    uses: tsne
    inputs: { vectors: latents.latents }
    with: { perplexity: 3, iterations: 300 }
  statistics: { uses: image-stats, inputs: { files: survey.tarballs, catalogue: images.catalogue } }
  choose-k:
    uses: compare-clusterings
    inputs:
      vectors: latents.latents
      labels: clusters.labels
      split: split.split
      truth: survey.truth
      catalogue: images.catalogue
    with: { resamples: 3 }
    gather: [k]
  artifacts:
    uses: artifact-score
    inputs: { labels: clusters.labels, statistics: statistics.table, catalogue: images.catalogue }
    gather: [k]
  splits: { uses: alluvial, inputs: { lineage: choose-k.lineage } }
  galleries:
    uses: gallery
    inputs: { images: images.images, labels: clusters.labels, split: split.split }
    with: { stretch: "\${stretch}" }
  loss: { uses: curves, inputs: { history: autoencoder.history } }
  scatter: { uses: scatter, inputs: { points: map.embedding, labels: clusters.labels } }
  report: { uses: report }
`;

const rig = new Rig();

/** Digests with the version of the kind that made each: the two must change together. */
function goldenDigests(of: Rig): Record<string, string> {
  const instances = of.manifest('small').instances;
  return Object.fromEntries(
    instances.flatMap(({ id, kind, outputs }) =>
      Object.entries(outputs).map(([name, { sha256 }]) => [
        `${id}.${name}`,
        `${kind} ${kinds.get(kind)!.version}: ${sha256}`,
      ]),
    ),
  );
}

/** Every output's digest by instance and name. */
function digests(of: Rig): Record<string, string> {
  return Object.fromEntries(
    of
      .manifest('small')
      .instances.flatMap(({ id, outputs }) =>
        Object.entries(outputs).map(([name, { sha256 }]) => [`${id}.${name}`, sha256]),
      ),
  );
}

test('the pipeline runs from nothing to a report, on one core', async () => {
  rig.write('small.yaml', workflow);
  const { stdout } = await rig.run('small.yaml', '--jobs', '1');
  assert.is(stdout, 'runs/small/latest/report/index.html\n');
  assert.match(rig.read(stdout.trim()), /^<!doctype html>/i);
});

test('another folder gives the same bytes for every output, on two cores', async () => {
  const other = new Rig();
  other.write('small.yaml', workflow);
  await other.run('small.yaml', '--jobs', '2');
  const expected = digests(rig);
  assert.ok(Object.keys(expected).length > 20);
  assert.equal(digests(other), expected);
});

test('the bytes are those of the committed digests: where they are not, raise the version of the kind', () => {
  const golden = join(repositoryRoot, 'test/reference/golden/pipeline.json');
  const actual = goldenDigests(rig);
  if (process.env['SKYSORT_WRITE_GOLDEN'] !== undefined) {
    writeFileSync(golden, `${JSON.stringify(actual, null, 2)}\n`);
  }
  assert.equal(actual, JSON.parse(readFileSync(golden, 'utf8')));
});

test('running again runs nothing', async () => {
  const { stderr } = await rig.run('small.yaml');
  assert.equal(Object.keys(rig.idsByState('small')), ['cached']);
  assert.match(stderr, /nothing to do/);
});

test('adding a K runs one fit and what hangs below it', async () => {
  await rig.run('small.yaml', '--set', 'k=[2,3,5]');
  assert.equal(rig.idsByState('small')['ran'], [
    'clusters@k=5',
    'choose-k',
    'artifacts',
    'splits',
    'galleries@k=5',
    'scatter@k=5',
    'report',
  ]);
});

test("changing a gallery's stretch trains nothing, and why names the field", async () => {
  const why = await rig.skysort('why', 'small.yaml', 'galleries@k=2', '--set', 'stretch=asinh');
  assert.is(why.code, 3);
  assert.match(why.stdout, /stretch/);
  assert.match(why.stdout, /log10/);
  assert.match(why.stdout, /asinh/);
  await rig.run('small.yaml', '--set', 'stretch=asinh');
  assert.equal(rig.idsByState('small')['ran'], ['galleries@k=2', 'galleries@k=3', 'report']);
});

test('K larger than the number of vectors names the parameter, what is allowed, and what to do; the rest stays cached', async () => {
  const ended = await rig.skysort('run', '--plain', 'small.yaml', '--set', 'k=[2,40]');
  assert.is(ended.code, 1);
  assert.match(ended.stderr, /clusters@k=40/);
  assert.match(ended.stderr, /--set:1:6 parameter k: found 40 clusters for 12 vectors, expected at most 12/);
  assert.match(ended.stderr, /lower k|fewer clusters/i);
  assert.ok(rig.idsByState('small')['cached']!.includes('clusters@k=2'));
});

test.run();

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scatter } from '../../src/steps/scatter.js';
import { runStep, type StepOutcome } from '../support/run-step.js';
import { FigureInputs } from './figure-inputs.js';

const svgOf = (outcome: StepOutcome): string => {
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  return readFileSync(join(outcome.path('figure'), 'figure.svg'), 'utf8');
};

const latents = (inputs: FigureInputs): string =>
  inputs.array(
    'latents.npy',
    [4, 2, 5],
    Float32Array.from({ length: 40 }, (_, i) => (i * 7) % 11),
  );

test('two dimensions of latents are drawn from the seed, and can be named', async () => {
  const inputs = new FigureInputs();
  const drawn = async (params: Record<string, number | number[]>): Promise<string[]> => {
    const svg = svgOf(await runStep(scatter, { inputs: { points: latents(inputs) }, params }));
    return [...svg.matchAll(/latent dimension (\d+)</g)].map((match) => match[1] ?? '');
  };
  const first = await drawn({ seed: 1 });
  assert.is(new Set(first).size, 2);
  assert.equal(await drawn({ seed: 1 }), first);
  const others = await Promise.all([2, 3, 4].map((seed) => drawn({ seed })));
  assert.ok(others.some((dims) => dims.join() !== first.join()));
  assert.equal(await drawn({ dims: [9, 0] }), ['9', '0']);
});

test('only the training part of an embedding is shown by default, and rows without a place never', async () => {
  const inputs = new FigureInputs();
  const run = {
    inputs: {
      points: inputs.array('embedding.npy', [5, 2], Float32Array.of(0, 0, 1, 1, NaN, NaN, 3, 3, 4, 4)),
      split: inputs.json('split.json', { train: [0, 1, 2], validation: [3, 4] }),
      labels: inputs.array('labels.npy', [5], Int32Array.of(0, 1, 1, 0, 1)),
    },
  };
  const training = svgOf(await runStep(scatter, run));
  assert.match(training, '2 points');
  assert.match(training, 'K = 2 clusters');
  assert.match(training, 'component 0');
  assert.match(svgOf(await runStep(scatter, { ...run, params: { part: 'all' } })), '4 points');
});

test('a column of a table gives the colours, joined by index', async () => {
  const inputs = new FigureInputs();
  const points = inputs.array('embedding.npy', [3, 2], Float32Array.of(0, 0, 1, 1, 2, 2));
  const table = await inputs.table(
    'stats.csv',
    ['index', 'zero_flux_fraction', 'kind'],
    [
      [2, 0.75, 'gap'],
      [0, 0.25, 'clean'],
    ],
  );
  const numbers = svgOf(
    await runStep(scatter, { inputs: { points, table }, params: { colour_by: 'zero_flux_fraction' } }),
  );
  assert.match(numbers, 'linearGradient');
  const colours = [...numbers.matchAll(/<path stroke="(#[0-9a-f]{6})" d="M/g)].map((match) => match[1]);
  // Image 0 has the lowest value, image 1 none, image 2 the highest.
  assert.equal(colours, ['#33105c', '#5c616b', '#f4e04a']);
  const words = svgOf(await runStep(scatter, { inputs: { points, table }, params: { colour_by: 'kind' } }));
  assert.match(words, 'clean');
  assert.match(words, 'gap');
});

test('a column that is not there is refused with the names of those that are', async () => {
  const inputs = new FigureInputs();
  const { result } = await runStep(scatter, {
    inputs: { points: latents(inputs), table: await inputs.table('t.csv', ['index', 'noise'], [[0, 1]]) },
    params: { colour_by: 'nosie' },
  });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-parameter');
  assert.match(result.failure.expected, 'index, noise');
});

test('a dimension beyond the last is refused with the range', async () => {
  const inputs = new FigureInputs();
  const { result } = await runStep(scatter, {
    inputs: { points: latents(inputs) },
    params: { dims: [0, 10] },
  });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-parameter');
  assert.match(result.failure.expected, '0 to 9');
});

test.run();

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { InstanceId } from '../../src/core/identifiers.js';
import type { JobInput } from '../../src/exec/job.js';
import { curves } from '../../src/steps/curves.js';
import { inputFile, runStep, type StepOutcome } from '../support/run-step.js';
import { FigureInputs } from './figure-inputs.js';

const svgOf = (outcome: StepOutcome): string => {
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  return readFileSync(join(outcome.path('figure'), 'figure.svg'), 'utf8');
};

const gathered = (
  ...items: { instance: string; cell: Record<string, number>; path: string }[]
): JobInput => ({
  form: 'gathered',
  items: items.map(({ instance, cell, path }) => ({
    cell,
    instance: instance as InstanceId,
    artifact: { form: 'file', file: inputFile(path) },
  })),
});

const columns = ['epoch', 'loss', 'val_loss'];

test('one history has a line for training and a dashed one for validation', async () => {
  const inputs = new FigureInputs();
  const path = await inputs.table('history.csv', columns, [
    [1, 0.5, 0.6],
    [2, 0.25, 0.3],
  ]);
  const svg = svgOf(
    await runStep(curves, { inputs: { history: gathered({ instance: 'a', cell: {}, path }) } }),
  );
  assert.match(svg, '>training<');
  assert.match(svg, '>validation<');
  assert.match(svg, '>loss<');
  assert.is(svg.match(/stroke-dasharray/g)?.length, 2);
});

test('the axis says which loss it is', async () => {
  const path = await new FigureInputs().table('history.csv', columns, [[1, 0.5, 0.6]]);
  const history = gathered({ instance: 'a', cell: {}, path });
  const params = { y_name: 'loss (mean squared error)', log_y: true };
  const svg = svgOf(await runStep(curves, { inputs: { history }, params }));
  assert.match(svg, '>loss (mean squared error) (log scale)<');
});

test('gathered histories are named by their cells, and one without validation has no dashed line', async () => {
  const inputs = new FigureInputs();
  const path = await inputs.table('history.csv', columns, [
    [1, 0.5, null],
    [2, 0.25, null],
  ]);
  const history = gathered(
    { instance: 'a@lr=1', cell: { lr: 1 }, path },
    { instance: 'a@lr=2', cell: { lr: 2 }, path },
  );
  const svg = svgOf(await runStep(curves, { inputs: { history }, params: { log_y: true } }));
  assert.match(svg, '>lr = 1<');
  assert.match(svg, '>lr = 2<');
  assert.match(svg, 'log scale');
  assert.not.match(svg, 'stroke-dasharray');
});

test('a table without losses is refused with its columns', async () => {
  const inputs = new FigureInputs();
  const path = await inputs.table('truth.csv', ['galaxy'], [['g']]);
  const history = gathered({ instance: 'a', cell: {}, path });
  const { result } = await runStep(curves, { inputs: { history } });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-input');
  assert.match(result.failure.found, 'galaxy');
});

test.run();

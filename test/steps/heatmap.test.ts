import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { heatmap } from '../../src/steps/heatmap.js';
import { runStep, type StepRun } from '../support/run-step.js';
import { FigureInputs } from './figure-inputs.js';

const files = new FigureInputs();
const labels = files.array('labels.npy', [6], Int32Array.of(0, 0, 1, 1, 1, 2));
const other = files.array('other.npy', [6], Int32Array.of(1, 1, 0, 0, 1, 0));

async function drawn(run: StepRun): Promise<string> {
  const outcome = await runStep(heatmap, run);
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  assert.ok(existsSync(join(outcome.path('figure'), 'figure.png')));
  return readFileSync(join(outcome.path('figure'), 'figure.svg'), 'utf8');
}

/** What each cell says when the pointer rests on it. */
const cells = (svg: string): string[] =>
  [...svg.matchAll(/<title>([^<]*: [^<]*)<\/title><\/rect>/g)].map(([, said]) => said!);

test('clusters are counted against the true classes, joined by index, in the order of their names', async () => {
  const truth = await files.table(
    'truth.csv',
    ['index', 'artifact_type'],
    [
      [5, 'gap'],
      [0, 'none'],
      [1, 'gap'],
      [2, 'none'],
      [3, 'none'],
    ],
  );
  const svg = await drawn({ inputs: { labels, truth } });
  assert.equal(cells(svg), ['0, gap: 1', '0, none: 1', '1, gap: 0', '1, none: 2', '2, gap: 1', '2, none: 0']);
  assert.match(svg, 'Clusters of K = 3 against artifact_type');
  assert.match(svg, '>5 images; 1 left out: no cluster, K = 3, or no artifact_type<');
});

test('rows are counted as rows, also where a colour says how many', async () => {
  const svg = await drawn({
    inputs: { labels, against: other },
    params: { counted: 'rows', colour: 'counts' },
  });
  assert.match(svg, '>6 rows<');
  assert.match(svg, '>rows<');
  assert.not.match(svg, /\bimages?\b/);
});

test('clusters are counted against those of another clustering, of one part of the split', async () => {
  const svg = await drawn({ inputs: { labels, against: other } });
  assert.equal(cells(svg), ['0, 0: 0', '0, 1: 2', '1, 0: 2', '1, 1: 1', '2, 0: 1', '2, 1: 0']);
  const split = files.json('split.json', { train: [0, 2, 3, 5], validation: [1, 4] });
  const part = await drawn({
    inputs: { labels, against: other, split },
    params: { part: 'validation', print: 'shares' },
  });
  assert.match(part, '2 images');
  assert.match(part, '>100%<');
});

test('a truth by file and member is joined through the catalogue', async () => {
  const truth = await files.table(
    'by-member.csv',
    ['tarball', 'member', 'kind'],
    [
      ['a.tar', 'x', 'star'],
      ['a.tar', 'y', 'trail'],
    ],
  );
  const catalogue = await files.table(
    'catalogue.csv',
    ['index', 'source', 'member'],
    [
      [3, 'a.tar', 'y'],
      [0, 'a.tar', 'x'],
    ],
  );
  const svg = await drawn({ inputs: { labels, truth, catalogue }, params: { truth_column: 'kind' } });
  assert.equal(
    cells(svg).filter((said) => !said.endsWith(': 0')),
    ['0, star: 1', '1, trail: 1'],
  );
});

test('neither or both of a truth and another clustering, and labels of other images, are refused', async () => {
  const found = async (inputs: StepRun['inputs'] & object): Promise<string> => {
    const { result } = await runStep(heatmap, { inputs });
    assert.ok(!result.ok && 'found' in result.failure, 'expected a failure');
    return result.failure.found;
  };
  assert.match(await found({ labels }), 'neither');
  const truth = await files.table('any.csv', ['index', 'artifact_type'], [[0, 'a']]);
  assert.match(await found({ labels, truth, against: other }), 'both');
  assert.match(
    await found({ labels, against: files.array('few.npy', [2], Int32Array.of(0, 1)) }),
    'shape (2)',
  );
  assert.match(
    await found({ labels: files.array('floats.npy', [2], Float32Array.of(0, 1)), against: other }),
    'float32',
  );
});

test.run();

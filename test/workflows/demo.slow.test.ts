// The demo as it ships, twice: in two folders, on one core and on two.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../src/formats/csv.js';
import { readNpy } from '../../src/formats/npy.js';
import { repositoryRoot } from '../support/repository.js';
import { Rig } from '../support/rig.js';

const demo = join(repositoryRoot, 'workflows/demo.yaml');
const one = new Rig();
const two = new Rig();

function digests(rig: Rig): Record<string, string> {
  return Object.fromEntries(
    rig
      .manifest('demo')
      .instances.flatMap(({ id, outputs }) =>
        Object.entries(outputs).map(([name, { sha256 }]) => [`${id}.${name}`, sha256]),
      ),
  );
}

test('every output of the demo has the same bytes in two folders, on one core and on two', async () => {
  await one.run(demo, '--jobs', '1');
  await two.run(demo, '--jobs', '2');
  assert.ok(Object.keys(digests(one)).length > 30);
  assert.equal(digests(two), digests(one));
});

/** Mean binary cross-entropy of images predicted by one image, predictions clipped at 1e-7. */
function lossOfMeanImage(images: Float32Array, mean: Float64Array, rows: readonly number[]): number {
  let sum = 0;
  for (const row of rows) {
    for (let i = 0; i < mean.length; i++) {
      const p = Math.min(Math.max(mean[i]!, 1e-7), 1 - 1e-7);
      const y = images[row * mean.length + i]!;
      sum -= y * Math.log(p) + (1 - y) * Math.log(1 - p);
    }
  }
  return sum / (rows.length * mean.length);
}

test("the demo's network beats the mean image clearly, on both parts", async () => {
  const output = (file: string): string => one.path('runs/demo/latest/outputs', file);
  const images = await readNpy(output('images/images.npy'));
  assert.ok(images.ok);
  const split = JSON.parse(readFileSync(output('split/split.json'), 'utf8')) as Record<
    'train' | 'validation',
    number[]
  >;
  const values = images.value.values as Float32Array;
  const mean = new Float64Array(128 * 128);
  for (const row of split.train)
    mean.forEach((_, i) => (mean[i]! += values[row * mean.length + i]! / split.train.length));
  const history = await readCsv(output('autoencoder/history.csv'));
  assert.ok(history.ok);
  const last = (column: string): number => history.value.numbers(column)!.at(-1)!;
  const margin = 0.9;
  assert.ok(last('loss') < margin * lossOfMeanImage(values, mean, split.train));
  assert.ok(last('val_loss') < margin * lossOfMeanImage(values, mean, split.validation));
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import { judgeMap } from '../../../src/numerics/tsne/judge-map.js';
import { mapWorkspace } from '../../../src/numerics/tsne/map-workspace.js';
import { trustworthiness } from '../../../src/numerics/tsne/trustworthiness.js';
import { rowsInMemory } from '../../../src/numerics/vector-rows.js';
import { allRows, normalVectors, openTsneReference, single, vectorsOf } from './reference.js';

test('it equals scikit-learn’s for 12 neighbours', async () => {
  const theirs = openTsneReference();
  const points = theirs.points.map((value) => value / theirs.scale);
  const source = rowsInMemory(vectorsOf(theirs));
  const found = await trustworthiness(single(), source, allRows(theirs.n), points);
  assert.equal([found.neighbours, found.rows], [12, theirs.n]);
  assert.ok(Math.abs(found.value - theirs.trustworthiness) < 1e-12, `${found.value}`);
});

test('a map that is the vectors is to be trusted wholly, one at random hardly', async () => {
  const vectors = normalVectors(300, 2);
  const source = rowsInMemory(vectors);
  assert.is((await trustworthiness(single(), source, allRows(300), vectors.values)).value, 1);
  const stream = generator(0, 'random map');
  const random = Float64Array.from({ length: 600 }, () => stream.normal());
  const { value } = await trustworthiness(single(), source, allRows(300), random);
  assert.ok(value > 0.4 && value < 0.6, `${value}`);
});

test('of more than 2,000 rows a sample stands for all, whatever the number of threads', async () => {
  const source = rowsInMemory(normalVectors(2500, 4));
  const stream = generator(0, 'map');
  const points = Float64Array.from({ length: 5000 }, () => stream.normal());
  const one = await trustworthiness(single(), source, allRows(2500), points);
  assert.is(one.rows, 1000);
  const workspace = mapWorkspace(3, 2500);
  try {
    assert.equal(await trustworthiness(workspace, source, allRows(2500), points), one);
  } finally {
    await workspace.team.stop();
  }
});

test('five rows are looked at with two neighbours', async () => {
  const vectors = normalVectors(5, 2);
  const quality = await judgeMap(rowsInMemory(vectors), allRows(5), vectors.values, {
    perplexity: 1.5,
    threads: 1,
  });
  assert.equal(quality?.trustworthiness, { value: 1, neighbours: 2, rows: 5 });
});

test.run();

import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../../src/formats/csv.js';
import { repositoryRoot } from '../../support/repository.js';
import { cleanRows } from '../../support/survey/clean-rows.js';
import type { Measure } from '../../support/survey/measures.js';

const reference = join(repositoryRoot, 'test', 'reference', 'mock-survey', 'real-quantiles.csv');

// Two samples of one distribution, of 41 and 240, are further apart by Kolmogorov and Smirnov in one case of twenty; the real ones are
// four views each of twelve galaxies, which sets them further apart still.
const bound = 0.23;

test('of each measure, about as many mock images lie below a quantile of the real ones as real ones do', async () => {
  const table = await readCsv(reference);
  assert.ok(table.ok);
  const rows = cleanRows(60, 2);
  const measures = table.value.column('measure')! as Measure[];
  assert.ok(measures.length >= 15);
  for (const [i, measure] of measures.entries()) {
    const values = rows.map((row) => row[measure]);
    for (const share of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      const real = table.value.numbers(`q${100 * share}`)![i]!;
      const [below, atMost] = [values.filter((v) => v < real), values.filter((v) => v <= real)];
      const off = Math.max(below.length / values.length - share, share - atMost.length / values.length);
      assert.ok(
        off <= bound,
        `${measure}: ${below.length} of ${values.length} below ${real}, the real ${share}`,
      );
    }
  }
});

test.run();

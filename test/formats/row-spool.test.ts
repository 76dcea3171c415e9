import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CsvValue } from '../../src/formats/csv.js';
import { RowSpool } from '../../src/formats/row-spool.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function spoolOf(rows: readonly (readonly CsvValue[])[], nColumns: number): Promise<RowSpool> {
  const spool = await RowSpool.create(join(temporaryFolder(), 'rows'), nColumns);
  for (const row of rows) await spool.append(row);
  return spool;
}

async function allOf(spool: RowSpool): Promise<(readonly CsvValue[])[]> {
  const rows: (readonly CsvValue[])[] = [];
  for await (const row of spool.rows()) rows.push(row);
  return rows;
}

test('rows come back in their order, as often as they are asked for, whatever is in them', async () => {
  const rows: CsvValue[][] = Array.from({ length: 3000 }, (_, i) => [
    i / 3,
    `line\n"${'x'.repeat(i % 200)}\u2028`,
  ]);
  const spool = await spoolOf(rows, 2);
  assert.is(spool.nRows, 3000);
  assert.equal(await allOf(spool), rows);
  assert.equal(await allOf(spool), rows);
  await spool.close();
});

test('it knows of each column whether it has values, and whether all are numbers', async () => {
  const spool = await spoolOf(
    [
      [null, 1, '', 2],
      ['', null, 'a', NaN],
      [NaN, 2.5, 3, null],
    ],
    4,
  );
  assert.equal(
    spool.facts.map(({ isEmpty, isNumeric }) => [isEmpty, isNumeric]),
    [
      [true, true],
      [false, true],
      [false, false],
      [false, true],
    ],
  );
  await spool.close();
});

test('a row of another length is refused, and no file is written over', async () => {
  const spool = await spoolOf([], 2);
  let refusal = '';
  await spool.append([1]).catch((error: unknown) => (refusal = String(error)));
  assert.match(refusal, /1 values in a row/);
  let code: unknown;
  await RowSpool.create(spool.path, 2).catch((error: unknown) => (code = (error as { code?: string }).code));
  assert.is(code, 'EEXIST');
  await spool.close();
});

test.run();

// The report of a table in Debian's Chromium: rows have no pictures, all else is as with images.
import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { decodeCsv } from '../../src/formats/csv.js';
import { browserSuite, lassoAll, open } from './browser/open-report.js';
import { pageOf } from './browser/report-page.js';
import { tableRun } from './fixture-table.js';

/** Columns called like ours, one of a very long name, and one of numbers of many digits. */
const more = [
  { name: 'row', of: (row: number) => String(row + 10) },
  { name: 'K = 2', of: (row: number) => (row % 2 === 0 ? 'x' : 'y') },
  { name: `<i>${'W'.repeat(1000)}\u202e`, of: (row: number) => String(row) },
  { name: 'size', of: (row: number) => String(1.23456789 * row) },
];

const { test, run } = browserSuite('the report of a table', () =>
  pageOf(tableRun({ name: '=<b>star</b>', more }), 'tables'),
);

test('pointing at a dot shows the row by its name, with its columns', async (context) => {
  const { page, troubles } = await open(context);
  await page.locator('#map-canvas').focus();
  await page.keyboard.press('ArrowRight');
  const card = await page.locator('#map-card').innerText();
  assert.match(card, /^=<b>star<\/b> \d+\n/);
  assert.match(card, /row\s+\d+/);
  assert.match(card, /magnitude\s+\d+/);
  assert.not.match(card, /image|index/);
  assert.is(await page.locator('.thumb, .strip, .gallery, .pager').count(), 0);
  assert.equal(troubles, []);
  await page.close();
});

test('a lasso gives the rows away as a table', async (context) => {
  const { page, troubles } = await open(context);
  await page.getByRole('button', { name: 'Lasso' }).click();
  await lassoAll(page);
  assert.is(await page.locator('.selection-said').innerText(), '40 rows selected');
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  const table = decodeCsv(readFileSync(await saved.path(), 'utf8'), 'selection.csv');
  assert.ok(table.ok);
  assert.equal(table.value.columns, [
    ...['row', 'name', 'K = 2', 'row (2)', 'K = 2 (2)'],
    more[2]?.name,
    ...['size', 'colour', 'magnitude'],
  ]);
  assert.equal(table.value.rows[4], ['4', "'=<b>star</b> 4", '1', '14', 'x', '4', '4.938272', 'blue', '20']);
  assert.equal(troubles, []);
  await page.close();
});

test('a narrow page does not scroll sideways', async (context) => {
  const { page } = await open(context, { width: 400, dark: true });
  assert.is(await page.evaluate('document.documentElement.scrollWidth'), 400);
  assert.is(await page.locator('i:not([style])').count(), 0);
  await page.close();
});

test('a page that is wide enough, or paper, shows the numbers beside names of any length', async (context) => {
  const { page } = await open(context);
  const isInside = `[...document.querySelectorAll('#table td, .profile td')].every((cell) => cell.getBoundingClientRect().right <= innerWidth)`;
  assert.is(await page.evaluate(isInside), true);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 });
  assert.is(await page.evaluate(isInside), true);
  assert.is(await page.evaluate('document.documentElement.scrollWidth'), 794);
  await page.close();
});

run();

// File names, members, galaxies, header values and reasons that try to get into the page, to break it, or to get into a spreadsheet.
import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { Page } from 'playwright-core';
import { decodeCsv } from '../../src/formats/csv.js';
import { browserSuite, open } from './browser/open-report.js';
import { reportPage } from './browser/report-page.js';

const markup = `"'><img src=x onerror="window.hacked=1"><script>window.hacked=1</script></script></style></textarea>--><!--&lt;\${hacked}`;
const unseen = '\u0000\u0007\u001b[31m\r\n\t\u202e\u2066\u200f\u061c\ufeff';
const namePrefix = '=1+1;@';
const nameSuffix = `${markup}${unseen}${'W'.repeat(1000)}`;

const { test, run } = browserSuite('the report of hostile names', () =>
  reportPage({ nImages: 120, namePrefix, nameSuffix }, `${namePrefix}${nameSuffix}`),
);

/** Walks through all that shows names. */
async function lookAround(page: Page): Promise<void> {
  await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
  await page.locator('.gallery .thumb').first().hover();
  await page.locator('#map-canvas').focus();
  for (const key of ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown', ' ']) await page.keyboard.press(key);
  const colours = await page.locator('#map-colour option').count();
  for (let at = 0; at < colours; at += 1) await page.locator('#map-colour').selectOption({ index: at });
  await page.getByRole('button', { name: 'Select all shown' }).click();
}

test('nothing of them is markup, nothing runs, nothing is asked for', async (context) => {
  const { page, troubles } = await open(context);
  await lookAround(page);
  assert.is(await page.evaluate('window.hacked'), undefined);
  assert.is(await page.locator('img[src="x"]').count(), 0);
  assert.equal(
    await page.evaluate(
      `[document.querySelectorAll('script').length, document.querySelectorAll('style').length]`,
    ),
    [4, 3],
  );
  assert.equal(troubles, []);
  const text = await page.locator('body').innerText();
  assert.ok(text.includes('onerror='), 'the names are shown');
  await page.close();
});

test('what cannot be seen is shown, and nothing turns the text around it', async (context) => {
  const { page } = await open(context);
  await lookAround(page);
  const text = await page
    .locator('body')
    .evaluate((body) => (body as unknown as { textContent: string }).textContent);
  const shown = text.replace(/<script type="application[\s\S]*/, '');
  assert.ok(shown.includes('\u2400\u2407\u241b'), 'control characters have pictures');
  const inside = await page.evaluate<string>(`(() => {
    let all = '';
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (!/SCRIPT|STYLE/.test(walk.currentNode.parentElement.tagName)) all += walk.currentNode.data;
    for (const element of document.querySelectorAll('*')) for (const { value } of element.attributes) all += value;
    return all + document.title;
  })()`);
  // eslint-disable-next-line no-control-regex -- these are what must not be there
  assert.not.match(inside, /[\u0000-\u0008\u000e-\u001f\u202a-\u202e\u2066-\u2069\u200f\u061c]/);
  await page.close();
});

test('the page does not become wider than the window, open and closed, wide and narrow', async (context) => {
  for (const width of [1280, 400]) {
    const { page } = await open(context, { width });
    await lookAround(page);
    assert.is(await page.evaluate('document.documentElement.scrollWidth'), width);
    const card = await page.locator('#map-card').boundingBox();
    assert.ok(card !== null && card.width <= width && card.height < 700, JSON.stringify(card));
    await page.locator('.cluster:visible .thumb').first().hover();
    const peek = await page.locator('#peek').boundingBox();
    assert.ok(peek !== null && peek.y >= 0 && peek.y + peek.height <= 900, JSON.stringify(peek));
    assert.ok(peek.x >= 0 && peek.x + peek.width <= width, JSON.stringify(peek));
    await page.close();
  }
});

test('a table for a spreadsheet holds every name whole, and none as a formula', async (context) => {
  const { page } = await open(context);
  await page.getByRole('button', { name: 'Select all shown' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  const table = decodeCsv(readFileSync(await download.path(), 'utf8'), 'selection.csv');
  assert.ok(table.ok, JSON.stringify(table));
  const files = new Set(table.value.column('file'));
  assert.ok(files.has(`'${namePrefix}map_Mstar_TNG100-1_10000_051${nameSuffix}_sci.tar`), [...files][0]);
  for (const row of [table.value.columns, ...table.value.rows]) {
    for (const cell of row) assert.not.match(cell, /^[=+@\t\r\n]|^-(?!\d)/);
  }
  await page.close();
});

run();

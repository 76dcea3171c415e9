// The report of 40,000 images in Debian's Chromium: its size, how soon it is there, how smoothly its map moves.
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import type { Page } from 'playwright-core';
import { browserSuite, mapPlaces, open } from './browser/open-report.js';
import { reportPage } from './browser/report-page.js';

const nImages = 40_000;
const { test, run } = browserSuite('the report of 40,000 images', () =>
  reportPage({ nImages, nDistinct: 1000, size: 24 }),
);

test('is below 30 MB, and below 10 MB for 4,000', async ({ url }) => {
  const bytes = statSync(fileURLToPath(url)).size;
  assert.ok(bytes < 30e6, `${bytes} bytes`);
  const smaller = statSync(
    fileURLToPath(await reportPage({ nImages: 4000, nDistinct: 1000, size: 64 })),
  ).size;
  assert.ok(smaller < 10e6, `${smaller} bytes`);
});

test('is painted within two seconds, without a request or a word on the console', async (context) => {
  const { page, troubles } = await open(context);
  const painted = await page.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity`,
  );
  assert.ok(painted < 2000, `${painted} ms`);
  assert.equal(troubles, []);
  await page.close();
});

/** The 95th percentile of the time between frames, in ms, while the mouse drags the map around. */
async function panning(page: Page): Promise<number> {
  const at = await mapPlaces(page);
  await page.mouse.move(...at(0.5, 0.5));
  await page.mouse.down();
  await page.evaluate(`(() => {
    window.times = [];
    const tick = (time) => {
      window.times.push(time);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  })()`);
  for (let i = 0; i < 120; i += 1) {
    await page.mouse.move(...at(0.5 + 0.3 * Math.sin(i / 9), 0.5 + 0.3 * Math.cos(i / 7)));
  }
  await page.mouse.up();
  const times = await page.evaluate<number[]>('window.times');
  const apart = times
    .slice(1)
    .map((time, i) => time - times[i]!)
    .sort((a, b) => a - b);
  assert.ok(apart.length > 30, `${apart.length} frames`);
  return apart[Math.floor(0.95 * apart.length)]!;
}

test('makes pictures of a sheet of thumbnails only when one of them is shown', async (context) => {
  const { page } = await open(context);
  const nSheets = (): Promise<number> =>
    page.evaluate(`[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
      .filter(({ selectorText }) => /^\\.s\\d+$/.test(selectorText)).length`);
  assert.is(await nSheets(), 0);
  await page.locator('#map-canvas').focus();
  await page.keyboard.press('ArrowRight');
  assert.is(await nSheets(), 1);
  await page.close();
});

test('its map moves with less than 33 ms between frames, 95 times of 100, painted by the processor', async (context) => {
  const { page } = await open(context);
  assert.is(await page.locator('[data-painter]').getAttribute('data-painter'), 'canvas');
  // On a machine that is busy with other things, the best of three is the page's own.
  let best = Infinity;
  for (let round = 0; round < 3 && best >= 33; round += 1) best = Math.min(best, await panning(page));
  assert.ok(best < 33, `${best} ms`);
  await page.close();
});

test('pointing shows the image among 40,000, and a lasso takes thousands', async (context) => {
  const { page, troubles } = await open(context);
  const at = await mapPlaces(page);
  await page.getByRole('button', { name: 'Lasso' }).click();
  await page.mouse.move(...at(0.01, 0.01));
  await page.mouse.down();
  for (const [x, y] of [
    [0.99, 0.01],
    [0.99, 0.5],
    [0.01, 0.5],
  ] as const) {
    await page.mouse.move(...at(x, y), { steps: 4 });
  }
  await page.mouse.up();
  const count = Number.parseInt((await page.locator('.selection-said').innerText()).replace(',', ''), 10);
  assert.ok(count > 8000 && count < 24_000, `${count} selected`);
  const card = page.locator('#map-card .thumb');
  for (let i = 0; i < 100 && (await card.count()) === 0; i += 1) {
    await page.mouse.move(...at(0.1 + 0.008 * i, 0.3));
  }
  assert.is(await card.count(), 1);
  assert.match(await page.locator('#map-card').innerText(), /map_Mstar_TNG100-1[\s\S]*zero_flux_fraction/);
  await page.getByRole('button', { name: 'Next images of cluster 0' }).first().click();
  assert.match(await page.locator('.cluster .page-said').first().innerText(), /^21–40 of 1\d,\d{3}$/);
  assert.equal(troubles, []);
  await page.close();
});

run();

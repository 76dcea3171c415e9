// The map of the report in Debian's Chromium: pointing, lassos, what is done with a selection, both painters.
import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { Page } from 'playwright-core';
import { decodeCsv } from '../../src/formats/csv.js';
import { browserSuite, dotPixels, frame, lassoAll, mapPlaces, open } from './browser/open-report.js';
import { reportPage } from './browser/report-page.js';

const nImages = 120;
const { test, run } = browserSuite('the map of the report', () => reportPage({ nImages }));

const selected = (page: Page): Promise<string> => page.locator('.selection-said').innerText();

/** Images with a place: the training part. */
const nPlaced = 0.8 * nImages;

test('a lasso by the mouse selects what it goes round, and shows the images', async (context) => {
  const { page, troubles } = await open(context);
  await page.getByRole('button', { name: 'Lasso' }).click();
  await lassoAll(page);
  assert.is(await selected(page), `${nPlaced} images selected`);
  const gallery = page.getByRole('group', { name: 'Images selected' });
  assert.is(await gallery.locator('.thumb').count(), 20);
  await page.getByRole('button', { name: 'Next images of the selection' }).click();
  assert.match(await page.locator('#map-selection .page-said').innerText(), '21–40 of 96');
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.is(await selected(page), 'Nothing selected');
  assert.equal(troubles, []);
  await page.close();
});

test('a lasso around half the map takes only that half; with Shift it adds, with Alt it takes away', async (context) => {
  const { page } = await open(context);
  const at = await mapPlaces(page);
  await page.getByRole('button', { name: 'Lasso' }).click();
  const box = async (left: number, right: number): Promise<number> => {
    await page.mouse.move(...at(left, 0.01));
    await page.mouse.down();
    for (const [x, y] of [
      [right, 0.01],
      [right, 0.99],
      [left, 0.99],
    ] as const) {
      await page.mouse.move(...at(x, y), { steps: 2 });
    }
    await page.mouse.up();
    return Number.parseInt(await selected(page), 10);
  };
  const left = await box(0.01, 0.5);
  assert.ok(left > 5 && left < nPlaced - 5, `${left} on the left`);
  await page.keyboard.down('Shift');
  assert.is(await box(0.5, 0.99), nPlaced);
  await page.keyboard.up('Shift');
  await page.keyboard.down('Alt');
  assert.is(await box(0.01, 0.5), nPlaced - left);
  await page.close();
});

test('a finger draws a lasso too', async (context) => {
  const { page } = await open(context, { width: 400, hasTouch: true, isMobile: true });
  await page.getByRole('button', { name: 'Lasso' }).tap();
  const at = await mapPlaces(page);
  const touch = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', place?: [number, number]): Promise<unknown> =>
    touch.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: place === undefined ? [] : [{ x: place[0], y: place[1] }],
    });
  // Downwards first: the page must not scroll away under the finger.
  await send('touchStart', at(0.01, 0.01));
  for (const [x, y] of [
    [0.01, 0.2],
    [0.01, 0.5],
    [0.01, 0.99],
    [0.5, 0.99],
    [0.99, 0.99],
    [0.99, 0.01],
  ] as const) {
    await send('touchMove', at(x, y));
  }
  await send('touchEnd');
  assert.is(await selected(page), `${nPlaced} images selected`);
  await page.close();
});

test('keys draw a lasso: arrows move the cross, Enter sets a corner, L closes; Space selects one image', async (context) => {
  const { page } = await open(context);
  await page.locator('#map-canvas').focus();
  const press = async (key: string, times: number): Promise<void> => {
    for (let i = 0; i < times; i += 1) await page.keyboard.press(key);
  };
  await press('l', 1);
  assert.match((await page.locator('#map-said').textContent()) ?? '', /arrow keys move the cross/);
  await press('Shift+ArrowLeft', 12);
  for (const [key, times] of [
    ['Shift+ArrowUp', 10],
    ['Shift+ArrowRight', 24],
    ['Shift+ArrowDown', 20],
    ['Shift+ArrowLeft', 24],
  ] as const) {
    await press(key, times);
    await press('Enter', 1);
  }
  await press('l', 1);
  assert.is(await selected(page), `${nPlaced} images selected`);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.locator('#map-canvas').focus();
  await press('ArrowRight', 1);
  await press(' ', 1);
  assert.is(await selected(page), '1 image selected');
  await press(' ', 1);
  assert.is(await selected(page), 'Nothing selected');
  await page.close();
});

test('a group of the legend can be selected whole, without a lasso', async (context) => {
  const { page } = await open(context);
  await page.locator('#map-legend button').first().click();
  await page.getByRole('button', { name: 'Select all shown' }).click();
  const few = Number.parseInt(await selected(page), 10);
  assert.ok(few > 0 && few < nPlaced);
  await page.close();
});

test('the selection is handed over as CSV: index, file, member, camera, clusters, statistics', async (context) => {
  const { page, troubles } = await open(context);
  await page.getByRole('button', { name: 'Select all shown' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  assert.is(download.suggestedFilename(), `selection-${nPlaced}.csv`);
  const table = decodeCsv(readFileSync(await download.path(), 'utf8'), 'selection.csv');
  assert.ok(table.ok);
  assert.is(table.value.rows.length, nPlaced);
  const columns = ['index', 'file', 'member', 'camera', 'K = 3', 'K = 6', 'K = 7', 'zero_flux_fraction'];
  for (const column of columns) assert.ok(table.value.columns.includes(column), column);
  const row = table.value.column('index')!.indexOf('17');
  const seventeenth = Object.fromEntries(
    table.value.columns.map((column) => [column, table.value.column(column)![row]]),
  );
  assert.is(seventeenth['file'], 'map_Mstar_TNG100-1_10004_051_sci.tar');
  assert.is(seventeenth['member'], 'cam1.fits');
  assert.is(seventeenth['camera'], '1');
  assert.is(seventeenth['SEEING'], '0.6');
  assert.match(seventeenth['K = 7'] ?? '', /^[0-6]$/);
  assert.equal(troubles, []);
  await page.close();
});

test('WebGL and the canvas paint the same map, panned and zoomed alike', async (context) => {
  const pictures: string[][] = [];
  for (const webgl of [true, false]) {
    const { page } = await open(context, { webgl });
    const painter = page.locator('[data-painter]');
    assert.is(await painter.getAttribute('data-painter'), webgl ? 'webgl' : 'canvas');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.locator('#map-canvas').focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await frame(page);
    pictures.push(await dark16(page));
    await page.close();
  }
  const [byWebgl = [], byCanvas = []] = pictures;
  assert.ok(byWebgl.length > 20, `${byWebgl.length} squares with dots`);
  const isIn = new Set(byCanvas);
  const nShared = byWebgl.filter((square) => isIn.has(square)).length;
  assert.ok(nShared >= 0.9 * Math.max(byWebgl.length, byCanvas.length), `${nShared} of ${byWebgl.length}`);
});

/** The squares of 16 pixels in which there is something other than the background. */
const dark16 = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const points = document.querySelector('#map-points');
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [points.width, points.height];
    const context = canvas.getContext('2d');
    context.drawImage(points, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const squares = new Set();
    for (let i = 0; i < data.length; i += 4) {
      if (Math.abs(data[i] - data[0]) + Math.abs(data[i + 1] - data[1]) + Math.abs(data[i + 2] - data[2]) < 150) continue;
      const at = i / 4;
      squares.add(Math.floor((at % canvas.width) / 16) + ',' + Math.floor(at / canvas.width / 16));
    }
    return [...squares];
  })()`);

test('when WebGL is lost, the canvas takes over', async (context) => {
  const { page, troubles } = await open(context, { webgl: true });
  await frame(page);
  const before = await dotPixels(page);
  await page.evaluate(
    `document.querySelector('#map-points').getContext('webgl').getExtension('WEBGL_lose_context').loseContext()`,
  );
  await page.locator('[data-painter=canvas]').waitFor();
  await frame(page);
  const after = await dotPixels(page);
  assert.ok(
    after.every((count, group) => count > 0.7 * before[group]! && before[group]! > 50),
    `${before.join(', ')} pixels, then ${after.join(', ')}`,
  );
  assert.equal(
    troubles.filter((trouble) => !/CONTEXT_LOST|GPU stall/.test(trouble)),
    [],
  );
  await page.close();
});

run();

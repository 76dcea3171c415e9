// The report in Debian's Chromium: what stands on it, light and dark, wide and narrow, by keys and on paper.
import axe from 'axe-core';
import * as assert from 'uvu/assert';
import { browserSuite, dotPixels, frame, mapPlaces, open } from './browser/open-report.js';
import { reportPage } from './browser/report-page.js';

const { test, run } = browserSuite('the report in a browser', () => reportPage({}));

test('loads without a request or a word on the console, in light and dark, wide and narrow', async (context) => {
  for (const width of [1280, 400]) {
    for (const dark of [false, true]) {
      const { page, troubles } = await open(context, { width, dark });
      await frame(page);
      assert.equal(troubles, []);
      await page.close();
    }
  }
});

test('pointing at a dot shows its image, its file and its clusters', async (context) => {
  const { page } = await open(context);
  const at = await mapPlaces(page);
  const card = page.locator('#map-card');
  for (let i = 0; i < 900 && (await card.locator('.thumb').count()) === 0; i += 1) {
    await page.mouse.move(...at(0.02 + (i % 30) / 31, 0.02 + Math.floor(i / 30) / 31));
  }
  assert.is(await card.locator('.thumb').count(), 1);
  const picture = await page.evaluate<string>(
    `getComputedStyle(document.querySelector('#map-card .thumb')).backgroundImage`,
  );
  assert.match(picture, /^url\("data:image\/jpeg;base64,/);
  assert.match(await card.innerText(), /map_Mstar_TNG100-1/);
  assert.match(await card.innerText(), /K = 7\s+cluster \d/);
  await page.close();
});

test('arrow keys walk from image to image and tell what is there', async (context) => {
  const { page } = await open(context);
  await page.locator('#map-canvas').focus();
  await page.keyboard.press('ArrowRight');
  const first = await page.locator('#map-said').textContent();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowUp');
  const second = await page.locator('#map-said').textContent();
  assert.match(first ?? '', /map_Mstar.*K = 3: cluster/);
  assert.is.not(first, second);
  await page.close();
});

test('another K, or a statistic, recolours the map', async (context) => {
  const { page } = await open(context);
  await frame(page);
  for (const k of [3, 7]) {
    await page
      .getByRole('group', { name: 'Colour by clusters' })
      .getByRole('button', { name: `K = ${k}` })
      .click();
    await frame(page);
    const pixels = await dotPixels(page);
    assert.is(pixels.length, k);
    assert.ok(
      pixels.every((count) => count > 50),
      `K = ${k}: ${pixels.join(', ')} pixels`,
    );
  }
  for (const [attribute, legend] of [
    ['zero_flux_fraction', '.colour-bar'],
    ['SEEING', '.colour-bar'],
    ['artifact_type', 'li'],
    ['part of the split', 'li'],
  ] as const) {
    await page.locator('#map-colour').selectOption({ label: attribute });
    assert.match(await page.locator('#map-legend').innerText(), attribute);
    assert.ok((await page.locator(`#map-legend ${legend}`).count()) > 0, attribute);
  }
  await page.close();
});

test('the legend counts what is on the map: without the validation part, which t-SNE leaves out', async (context) => {
  const { page } = await open(context);
  const counts = await page.locator('#map-legend small').allInnerTexts();
  assert.is(
    counts.reduce((sum, count) => sum + Number(count), 0),
    96,
  );
  await page.close();
});

test('a page in the dark is printed in the colours of light, its map too', async (context) => {
  const { page } = await open(context, { dark: true });
  await frame(page);
  const state = () =>
    page.evaluate<string>(
      `['--c0', '--c8', '--plate'].map((colour) => getComputedStyle(document.documentElement).getPropertyValue(colour)).join() + ' ' + document.querySelector('#map-points').toDataURL()`,
    );
  const onScreen = await state();
  const light = await open(context, {});
  await frame(light.page);
  const swatch = `getComputedStyle(document.querySelector('#map-legend .swatch')).backgroundColor`;
  const [colour, points] = [
    await light.page.evaluate<string>(swatch),
    await light.page.evaluate<string>(`document.querySelector('#map-points').toDataURL()`),
  ];
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
  assert.is(await page.evaluate<string>(swatch), colour);
  assert.is.not(
    await page.evaluate<string>(`document.querySelector('#map-points').toDataURL()`),
    onScreen.split(' ')[1],
  );
  assert.ok(points.length > 1000);
  assert.match(await state(), /^#0072b2,#003f62,#fff /);
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
  await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
  assert.is((await state()).split(' ')[0], onScreen.split(' ')[0]);
  await page.close();
  await light.page.close();
});

test('on a narrow page all of what is said of artifact clusters can be seen without scrolling', async (context) => {
  const { page } = await open(context, { width: 400 });
  const widest = await page.evaluate<number>(
    `Math.max(...[...document.querySelectorAll('#artifacts td')].map((cell) => cell.getBoundingClientRect().right))`,
  );
  assert.ok(widest <= 400, `${widest}`);
  assert.match(await page.locator('#artifacts tbody').first().innerText(), 'column anomaly (18)');
  await page.close();
});

test('a pressed group of the legend leaves only its dots', async (context) => {
  const { page } = await open(context);
  await page.locator('#map-legend button').nth(1).click();
  await frame(page);
  const [first = 0, second = 0, third = 0] = await dotPixels(page);
  assert.ok(second > 50 && first + third < 10, `${first}, ${second}, ${third} pixels`);
  await page.close();
});

test('tabs show the galleries of one K, and a picture tells its name', async (context) => {
  const { page } = await open(context);
  await page.getByRole('tab', { name: 'K = 6' }).click();
  assert.is(await page.locator('.clustering:visible').count(), 1);
  assert.is(await page.locator('.clustering:visible .cluster').count(), 6);
  await page.locator('.clustering:visible .gallery .thumb').first().hover();
  assert.match(await page.locator('#peek').innerText(), /_sci\.tar/);
  await page.getByRole('tab', { name: 'K = 6' }).press('ArrowRight');
  assert.is(await page.locator('.clustering:visible .cluster').count(), 7);
  await page.close();
});

test('at 400 pixels nothing makes the page scroll sideways', async (context) => {
  const { page } = await open(context, { width: 400 });
  const widths = await page.evaluate<number[]>(`(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    return [document.documentElement.scrollWidth, innerWidth];
  })()`);
  assert.is(widths[0], widths[1]);
  await page.close();
});

test('times and cache hits of a run stand in the graph and beside the steps', async (context) => {
  const { page } = await open(context);
  assert.is(await page.locator('.graph [data-state=cached]').count(), 14);
  assert.match(
    await page.locator('#workflow-lead').innerText(),
    /took 3 min 34 s: 0 ran and 16 came from the cache/,
  );
  assert.match(await page.locator('#again').innerText(), 'skysort run galaxies.yaml');
  await page.close();
});

test('the choice of K marks what each criterion would choose, in words too', async (context) => {
  const { page } = await open(context);
  const table = page.getByRole('region', { name: 'Criteria for K, choose-k' });
  const row = table.getByRole('row', { name: 'silhouette' });
  assert.match(await row.innerText(), /✓ 0\.41/);
  assert.is(await row.locator('.chosen').count(), 1);
  assert.match((await row.locator('.chosen').textContent()) ?? '', /would be its choice/);
  assert.match(
    await page.locator('#choice-of-k .lead').first().innerText(),
    /K = 3 would be the choice of silhouette/,
  );
  await page.close();
});

test('artifact clusters stand with their evidence, the images that score highest below them', async (context) => {
  const { page } = await open(context);
  const rows = page.getByRole('region', { name: 'Artifact clusters, K = 6' }).getByRole('row');
  assert.is(await rows.count(), 4);
  assert.match(await rows.nth(1).innerText(), /artifacts, sure\s+18 of 20, 90%\s+50% to 97%/);
  const scores = await page.locator('#artifacts .scored figcaption').allInnerTexts();
  assert.is(scores.length, 20);
  assert.equal(scores, [...scores].sort().reverse());
  await page.locator('#artifacts .scored .thumb').first().hover();
  assert.match(await page.locator('#peek').innerText(), /_sci\.tar/);
  await page.close();
});

test('axe finds nothing serious, with images selected, light and dark, wide and narrow', async (context) => {
  for (const { width, dark } of [
    { width: 1280, dark: false },
    { width: 400, dark: true },
  ]) {
    const { page } = await open(context, { width, dark, bypassCSP: true });
    await page.getByRole('button', { name: 'Select all shown' }).click();
    await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
    await page.addScriptTag({ content: axe.source });
    const serious = await page.evaluate<string[]>(`axe.run().then(({ violations }) =>
      violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 160) + nodes[0].failureSummary),
    )`);
    assert.equal(serious, []);
    await page.close();
  }
});

test('on paper nothing is cut off at the side, and all clusterings stand below each other', async (context) => {
  const { page } = await open(context, { width: 700 });
  await page.emulateMedia({ media: 'print' });
  const [width, inner, panels, pagers] = await page.evaluate<number[]>(`[
    document.documentElement.scrollWidth,
    innerWidth,
    [...document.querySelectorAll('.clustering')].filter((panel) => panel.offsetHeight > 0).length,
    [...document.querySelectorAll('.pager, .gallery-bar')].filter((part) => part.offsetHeight > 0).length,
  ]`);
  assert.is(width, inner);
  assert.equal([panels, pagers], [3, 0]);
  const headings = await page
    .locator('.clustering > h3')
    .evaluateAll((all) =>
      (all as unknown as { offsetWidth: number }[]).map(({ offsetWidth }) => offsetWidth > 20),
    );
  assert.equal(headings, [true, true, true]);
  await page.close();
});

run();

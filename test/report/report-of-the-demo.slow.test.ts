// The demo, smaller than it ships, as a real run: its report in Debian's Chromium.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../support/repository.js';
import { Rig } from '../support/rig.js';
import { browserSuite, mapPlaces, open } from './browser/open-report.js';

const rig = new Rig();
const { test, run } = browserSuite('the report of the demo', async () => {
  await rig.run(join(repositoryRoot, 'workflows/demo.yaml'), '--set', 'galaxies=15', '--set', 'epochs=2');
  return pathToFileURL(rig.path('runs/demo/latest/report/index.html')).href;
});

test('has every part that the workflow has something for, without a request or a word on the console', async (context) => {
  for (const { width, dark } of [
    { width: 1280, dark: false },
    { width: 400, dark: true },
  ]) {
    const { page, troubles } = await open(context, { width, dark });
    const titles = await page.locator('main h2').allInnerTexts();
    assert.equal(titles, [
      ...['The map', 'The clusters', 'The choice of K', 'Artifacts', 'The network', 'Figures'],
      ...['The images', 'The workflow', 'Provenance'],
    ]);
    assert.is(await page.evaluate('document.documentElement.scrollWidth'), width);
    assert.match(await page.locator('.findings').innerText(), /60 images, of 15 galaxies/);
    const lead = await page.locator('#workflow-lead').innerText();
    const [, nInstances, nRan, nCached] = /(\d+) instances.* (\d+) ran and (\d+) came/.exec(lead) ?? [];
    assert.is(Number(nRan) + Number(nCached), Number(nInstances), lead);
    assert.equal(troubles, []);
    await page.close();
  }
});

test('every picture on it is one: none is broken, none is blank', async (context) => {
  const { page } = await open(context);
  await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
  const broken = await page.evaluate<string[]>(`Promise.all([...document.images].map((image) =>
    image.decode().then(() => (image.naturalWidth > 0 ? '' : image.alt), () => image.alt))).then((all) => all.filter(Boolean))`);
  assert.equal(broken, []);
  const blank = await page.evaluate<string[]>(`[...document.querySelectorAll('.thumb')]
    .filter((thumb) => getComputedStyle(thumb).backgroundImage === 'none').map((thumb) => thumb.className)`);
  assert.equal(blank, []);
  await page.close();
});

test('its map can be pointed at, coloured by what the survey knows, and selected from', async (context) => {
  const { page, troubles } = await open(context);
  const groups = await page
    .locator('#map-colour optgroup')
    .evaluateAll((all) => (all as unknown as { label: string }[]).map(({ label }) => label));
  assert.equal(groups.slice(0, 3), ['Clusters', 'Statistics', 'Truth']);
  await page.locator('#map-colour').selectOption({ label: 'artifact_type' });
  await page.locator('#map-canvas').focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await page.locator('#map-card').innerText(), /mock_\d+_sci\.tar[\s\S]*zero_flux_fraction/);
  const at = await mapPlaces(page);
  await page.keyboard.down('Shift');
  await page.mouse.move(...at(0.01, 0.01));
  await page.mouse.down();
  for (const [x, y] of [
    [0.99, 0.01],
    [0.99, 0.99],
    [0.01, 0.99],
  ] as const) {
    await page.mouse.move(...at(x, y), { steps: 3 });
  }
  await page.mouse.up();
  await page.keyboard.up('Shift');
  assert.is(await page.locator('.selection-said').innerText(), '48 images selected');
  assert.equal(troubles, []);
  await page.close();
});

run();

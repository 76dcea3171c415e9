import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withExecution } from '../../src/report/execution.js';
import { report } from '../../src/steps/report.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { galaxiesRun } from './fixture-galaxies.js';

const executablePath = '/usr/bin/chromium';
const hostile = `"'><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>&\u202e`;

async function reportFile(): Promise<string> {
  const run = galaxiesRun({ nImages: 120, size: 32, k: [3, 6, 7], nameSuffix: hostile });
  const outcome = await runStep(report, { inputs: { everything: { form: 'everything', items: run.items } } });
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  const file = join(temporaryFolder(), 'report.html');
  const html = withExecution(readFileSync(outcome.path('report'), 'utf8'), {
    run: '20261124T233159Z-3fa9',
    workflow: hostile,
    file: 'galaxies.yaml',
    command: 'skysort run galaxies.yaml',
    startedAt: '2026-11-24T23:31:59.000Z',
    seconds: 214.2,
    savedSeconds: 31,
    instances: run.items.map(({ instance }) => ({
      id: instance,
      state: 'cached',
      seconds: 0,
      savedSeconds: 2,
    })),
    node: 'v20',
    platform: 'linux x64',
    skysort: '0.1.0',
  });
  writeFileSync(file, html);
  return pathToFileURL(file).href;
}

interface Opened {
  readonly page: Page;
  /** Requests beyond the page itself, and everything on the console. */
  readonly troubles: string[];
}

const browserSuite = suite<{ browser: Browser; url: string }>('the report in a browser');

browserSuite.before(async (context) => {
  context.url = await reportFile();
  context.browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
});
browserSuite.after(async ({ browser }) => {
  await browser.close();
});

async function open(
  { browser, url }: { browser: Browser; url: string },
  options: { width: number; dark?: boolean },
): Promise<Opened> {
  const page = await browser.newPage({
    viewport: { width: options.width, height: 900 },
    colorScheme: options.dark === true ? 'dark' : 'light',
  });
  const troubles: string[] = [];
  page.on('console', (message) => troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) troubles.push(request.url());
  });
  await page.goto(url);
  await page.locator('#map-legend li').first().waitFor();
  return { page, troubles };
}

// What runs in the page is text: the tests are compiled without the browser's types.

/** The distinct colours of the map's pixels that make up dots. */
const mapColours = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const canvas = document.querySelector('#map-canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map();
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] < 200) continue;
      const colour = [data[i] >> 4, data[i + 1] >> 4, data[i + 2] >> 4].join();
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return [...counts].filter(([, count]) => count > 60).map(([colour]) => colour);
  })()`);

const frame = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

browserSuite(
  'loads without a request or a word on the console, in light and dark, wide and narrow',
  async (context) => {
    for (const width of [1280, 400]) {
      for (const dark of [false, true]) {
        const { page, troubles } = await open(context, { width, dark });
        await frame(page);
        assert.equal(troubles, []);
        await page.close();
      }
    }
  },
);

browserSuite('pointing at a dot shows its image, its file and its clusters', async (context) => {
  const { page } = await open(context, { width: 1280 });
  const canvas = page.locator('#map-canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = (await canvas.boundingBox())!;
  const card = page.locator('#map-card');
  for (let i = 0; i < 900 && (await card.locator('.thumb').count()) === 0; i += 1) {
    await page.mouse.move(
      box.x + 20 + (i % 30) * (box.width / 31),
      box.y + 20 + Math.floor(i / 30) * (box.height / 31),
    );
  }
  assert.is(await card.locator('.thumb').count(), 1);
  const picture = await page.evaluate<string>(
    `getComputedStyle(document.querySelector('#map-card .thumb')).backgroundImage`,
  );
  assert.match(picture, /^url\("data:image\/png;base64,/);
  assert.match(await card.innerText(), /map_Mstar_TNG100-1/);
  assert.match(await card.innerText(), /K = 7\s+cluster \d/);
  await page.close();
});

browserSuite('arrow keys walk from image to image and tell what is there', async (context) => {
  const { page } = await open(context, { width: 1280 });
  await page.locator('#map-canvas').focus();
  await page.keyboard.press('ArrowRight');
  const first = await page.locator('#map-said').textContent();
  await page.keyboard.press('ArrowLeft');
  const second = await page.locator('#map-said').textContent();
  assert.match(first ?? '', /map_Mstar.*K = 3: cluster/);
  assert.is.not(first, second);
  await page.close();
});

browserSuite('another K, or a statistic, recolours the map', async (context) => {
  const { page } = await open(context, { width: 1280 });
  await frame(page);
  const three = await mapColours(page);
  assert.is(await page.locator('#map-legend li').count(), 3);
  await page
    .getByRole('group', { name: 'Colour by clusters' })
    .getByRole('button', { name: 'K = 7' })
    .click();
  await frame(page);
  const seven = await mapColours(page);
  assert.is(await page.locator('#map-legend li').count(), 7);
  assert.ok(seven.length > three.length, `${three.length} then ${seven.length} colours`);
  await page.locator('#map-colour').selectOption({ label: 'zero_flux_fraction' });
  await frame(page);
  assert.is(await page.locator('#map-legend .colour-bar').count(), 1);
  assert.not.equal(await mapColours(page), seven);
  await page.close();
});

browserSuite('a pressed group of the legend leaves only its dots', async (context) => {
  const { page } = await open(context, { width: 1280 });
  await frame(page);
  const all = await mapColours(page);
  await page.locator('#map-legend button').first().click();
  await frame(page);
  assert.ok((await mapColours(page)).length < all.length);
  await page.close();
});

browserSuite('tabs show the galleries of one K, and a picture tells its name', async (context) => {
  const { page } = await open(context, { width: 1280 });
  await page.getByRole('tab', { name: 'K = 6' }).click();
  assert.is(await page.locator('.clustering:visible').count(), 1);
  assert.is(await page.locator('.clustering:visible .cluster').count(), 6);
  await page.locator('.clustering:visible .gallery .thumb').first().hover();
  assert.match(await page.locator('#peek').innerText(), /_sci\.tar/);
  await page.close();
});

browserSuite('at 400 pixels nothing makes the page scroll sideways', async (context) => {
  const { page } = await open(context, { width: 400 });
  const widths = await page.evaluate<number[]>(`(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    return [document.documentElement.scrollWidth, innerWidth];
  })()`);
  assert.is(widths[0], widths[1]);
  await page.close();
});

browserSuite(
  'markup in the names of files stays text, in the page and in what the script adds',
  async (context) => {
    const { page } = await open(context, { width: 1280 });
    await page.locator('.gallery .thumb').first().hover();
    await page.locator('#map-canvas').focus();
    for (const key of ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown']) await page.keyboard.press(key);
    assert.is(await page.evaluate('window.hacked'), undefined);
    assert.is(await page.locator('img[src="x"]').count(), 0);
    assert.ok((await page.locator('body').innerText()).includes('onerror='));
    await page.close();
  },
);

browserSuite('times and cache hits of a run stand in the graph and beside the steps', async (context) => {
  const { page } = await open(context, { width: 1280 });
  assert.is(await page.locator('.graph [data-state=cached]').count(), 14);
  assert.match(
    await page.locator('#workflow-lead').innerText(),
    /took 3 min 34 s: 0 ran, 16 came from the cache/,
  );
  assert.match(await page.locator('#again').innerText(), 'skysort run galaxies.yaml');
  await page.close();
});

browserSuite('the choice of K marks what each criterion would choose, in words too', async (context) => {
  const { page } = await open(context, { width: 1280 });
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

browserSuite(
  'artifact clusters stand with their evidence, the images that score highest below them',
  async (context) => {
    const { page } = await open(context, { width: 1280 });
    const rows = page.getByRole('region', { name: 'Artifact clusters, K = 6' }).getByRole('row');
    assert.is(await rows.count(), 4);
    assert.match(await rows.nth(1).innerText(), /artifacts, sure\s+18 of 20, 90%\s+50% to 97%/);
    const scores = await page.locator('#artifacts .scored figcaption').allInnerTexts();
    assert.is(scores.length, 20);
    assert.equal(scores, [...scores].sort().reverse());
    await page.locator('#artifacts .scored .thumb').first().hover();
    assert.match(await page.locator('#peek').innerText(), /_sci\.tar/);
    await page.close();
  },
);

browserSuite('axe finds nothing serious', async (context) => {
  for (const dark of [false, true]) {
    const page = await context.browser.newPage({
      bypassCSP: true,
      colorScheme: dark ? 'dark' : 'light',
      viewport: { width: 1280, height: 900 },
    });
    await page.goto(context.url);
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

if (existsSync(executablePath)) browserSuite.run();
else {
  process.stdout.write(`skipped: the report in a browser (${executablePath} is absent)\n`);
  const absent = suite('no browser');
  absent.skip('the report in a browser');
  absent.run();
}

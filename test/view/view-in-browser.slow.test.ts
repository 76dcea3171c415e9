import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, Rig } from '../support/rig.js';
import { startView } from './served-run.js';

const hostile = `"'><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>&\u202e`;

/** A training with a few epochs that waits before its report, by a step that waits for a file. */
const workflow = (go: string): string => `
skysort: 1
name: watched
steps:
  survey: { uses: mock-survey, with: { galaxies: 3 } }
  images: { uses: ingest, inputs: { files: survey.tarballs }, with: { size: 32 } }
  split: { uses: split, inputs: { catalogue: images.catalogue }, with: { validation: 0.25 } }
  training:
    uses: train-autoencoder
    description: ${JSON.stringify(hostile)}
    inputs: { images: images.images, split: split.split }
    with: { architecture: cnn, epochs: 6, batch_size: 4 }
  gate:
    uses: command
    inputs: { history: training.history }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'echo "$2"; while [ ! -e "$1" ]; do sleep 0.05; done; echo > "$0"', "{outputs.out}", "${go}", ${JSON.stringify(hostile)}] }
  bad:
    uses: command
    outputs: { out: out.txt }
    sweep: { k: [1, 2] }
    with: { command: [sh, -c, 'exit 3'], values: {} }
  report: { uses: report }
`;

const browserSuite = suite<{ browser: Browser }>('a run in a browser');

browserSuite.before(async (context) => {
  context.browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
});
browserSuite.after(async ({ browser }) => {
  await browser.close();
});

interface Watched {
  readonly page: Page;
  readonly troubles: string[];
}

async function open(browser: Browser, url: string, width: number, dark = false): Promise<Watched> {
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const troubles: string[] = [];
  page.on('console', (message) => troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) troubles.push(request.url());
  });
  await page.goto(url);
  return { page, troubles };
}

/** A run that waits at its gate for a file `go`, and a view of it. */
async function watchedRun() {
  const rig = new Rig();
  rig.write('watched.yaml', workflow(rig.path('go')).replace(/ {2}bad:[\s\S]*?(?= {2}report)/, ''));
  const run = rig.start('run', '--plain', 'watched.yaml');
  await eventually('the run has begun', () => rig.list('runs/watched').length > 0);
  return { rig, run, view: await startView(rig, 'watched') };
}

browserSuite(
  'a run is watched from its training to its end, and its report is a click away',
  async ({ browser }) => {
    const { rig, run, view } = await watchedRun();
    const { page, troubles } = await open(browser, view.url, 1280);
    await page.locator('#losses .loss').waitFor();
    await page.locator('.step', { hasText: 'gate' }).filter({ hasText: 'running' }).waitFor();
    assert.match(await page.title(), 'watched: running');
    assert.match((await page.locator('#losses figcaption').textContent()) ?? '', 'training: epoch 6 of 6');
    assert.is(await page.locator('#losses polyline').count(), 2);
    assert.is(await page.locator('#graph .node').count(), 6);
    assert.is(await page.locator('#graph .node[data-state="running"]').count(), 1);
    assert.is(await page.locator('#ending').isVisible(), false);
    rig.write('go', '');
    assert.is((await run.ended).code, 0);
    await page.locator('#report-link').waitFor();
    assert.is(await page.title(), 'watched: done');
    assert.is(await page.locator('.step .badge[data-state="ran"]').count(), 6);
    assert.is(await page.locator('#graph .node[data-state="ran"]').count(), 6);
    await page.locator('.step', { hasText: 'images' }).getByText('catalogue.csv').waitFor();
    await page.click('#report-link');
    await page.waitForURL('**/report/index.html');
    assert.is(await page.evaluate('document.querySelectorAll("h2").length > 2'), true);
    assert.is(await page.evaluate('window.hacked'), undefined);
    assert.equal(troubles, []);
    await page.close();
    await view.stop();
  },
);

browserSuite(
  'a page that lost its server goes on where it was when the server is there again',
  async ({ browser }) => {
    const { rig, run, view } = await watchedRun();
    const { page } = await open(browser, view.url, 1280);
    await page.locator('.step', { hasText: 'gate' }).filter({ hasText: 'running' }).waitFor();
    await view.stop();
    await page.locator('#state', { hasText: 'connection lost' }).waitFor();
    const again = await startView(rig, 'watched', '--port', String(view.port));
    await page.locator('#state', { hasText: /^running$/ }).waitFor();
    assert.is(await page.locator('#losses .loss').count(), 1);
    rig.write('go', '');
    await run.ended;
    await page.locator('#report-link').waitFor();
    await page.close();
    await again.stop();
  },
);

for (const [signal, state, ending] of [
  [
    'SIGKILL',
    'interrupted',
    'The run was interrupted: its process is gone. The same command goes on from there.',
  ],
  ['SIGINT', 'cancelled', 'The run was stopped. '],
] as const) {
  browserSuite(
    `a run that ends by ${signal} says so, and none of its steps goes on or waits`,
    async ({ browser }) => {
      const { run, view } = await watchedRun();
      const { page, troubles } = await open(browser, view.url, 1280);
      await page.locator('.step', { hasText: 'gate' }).filter({ hasText: 'running' }).waitFor();
      run.process.kill(signal);
      await run.ended;
      await page.locator('#ending').waitFor({ timeout: 20_000 });
      assert.is(await page.locator('#ending').textContent(), ending);
      assert.is(await page.title(), `watched: ${state}`);
      for (const open of ['running', 'waiting', 'shared'])
        assert.is(await page.locator(`.step .badge[data-state="${open}"]`).count(), 0, open);
      assert.is(await page.locator('.step .badge[data-state="cancelled"]').count(), 2);
      assert.equal(troubles, []);
      await page.close();
      await view.stop();
    },
  );
}

browserSuite(
  'a run that failed says so, wide and narrow, light and dark, without a serious finding of axe',
  async ({ browser }) => {
    const rig = new Rig();
    rig.write('watched.yaml', workflow(rig.path('go')));
    rig.write('go', '');
    await rig.skysort('run', '--plain', '--keep-going', 'watched.yaml');
    const view = await startView(rig, 'watched');
    for (const [width, dark] of [
      [1280, false],
      [400, true],
      [400, false],
      [1280, true],
    ] as const) {
      const { page, troubles } = await open(browser, view.url, width, dark);
      await page.locator('#ending').waitFor();
      assert.match((await page.locator('#ending').textContent()) ?? '', 'failed: bad@k=1, bad@k=2');
      assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width);
      assert.equal(troubles, []);
      // axe is put in past the page's policy, which keeps scripts of others out.
      const session = await page.context().newCDPSession(page);
      await session.send('Runtime.evaluate', { expression: axe.source });
      const serious = await page.evaluate<string[]>(
        `axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
      );
      assert.equal(serious, []);
      assert.is(await page.evaluate('window.hacked'), undefined);
      await page.close();
    }
    await view.stop();
  },
);

browserSuite.run();

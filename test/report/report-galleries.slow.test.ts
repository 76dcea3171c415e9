// The galleries of the report in Debian's Chromium: all members of every cluster, page by page, in any order.
import * as assert from 'uvu/assert';
import type { Locator, Page } from 'playwright-core';
import { browserSuite, open } from './browser/open-report.js';
import { reportPage } from './browser/report-page.js';

const { test, run } = browserSuite('the galleries of the report', () =>
  reportPage({ nImages: 600, nDistinct: 100 }),
);

const gallery = (page: Page, cluster: number): Locator =>
  page
    .locator('.clustering:visible')
    .getByRole('region', { name: `Cluster ${cluster}` })
    .locator('.gallery');

const images = (page: Page, cluster: number): Promise<number[]> =>
  gallery(page, cluster)
    .locator('.thumb')
    .evaluateAll((pictures) =>
      (pictures as unknown as { dataset: { image: string } }[]).map(({ dataset }) => Number(dataset.image)),
    );

async function allPages(page: Page, cluster: number): Promise<number[]> {
  const next = page
    .locator('.clustering:visible')
    .getByRole('button', { name: `Next images of cluster ${cluster}` });
  const all = await images(page, cluster);
  for (let turn = 0; turn < 40 && (await next.isEnabled()); turn += 1) {
    await next.click();
    all.push(...(await images(page, cluster)));
  }
  return all;
}

const sortBy = (page: Page, order: string): Promise<unknown> =>
  page.getByLabel('Sorted by').nth(1).selectOption(order);

test('the pages of all clusters hold every image once', async (context) => {
  const { page, troubles } = await open(context);
  await page.getByRole('tab', { name: 'K = 6' }).click();
  const all: number[] = [];
  for (let cluster = 0; cluster < 6; cluster += 1) all.push(...(await allPages(page, cluster)));
  assert.equal(
    all.sort((a, b) => a - b),
    Array.from({ length: 600 }, (_, i) => i),
  );
  assert.equal(troubles, []);
  await page.close();
});

test('turning back shows again what the page came with, with pictures', async (context) => {
  const { page } = await open(context);
  const first = await images(page, 0);
  assert.is(first.length, 20);
  await gallery(page, 0).focus();
  await page.keyboard.press('PageDown');
  const second = await images(page, 0);
  assert.not.ok(second.some((image) => first.includes(image)));
  const picture = await gallery(page, 0)
    .locator('.thumb')
    .first()
    .evaluate(
      (thumb) =>
        (
          globalThis as unknown as { getComputedStyle: (of: unknown) => { backgroundImage: string } }
        ).getComputedStyle(thumb).backgroundImage,
    );
  assert.match(picture, /^url\("data:image\/jpeg;base64,/);
  await page.keyboard.press('PageUp');
  assert.equal(await images(page, 0), first);
  await page.close();
});

test('distance to the centre, artifact score and chance each order them anew, chance the same way each time', async (context) => {
  const { page } = await open(context);
  const bySplit = await allPages(page, 1);
  // As the fixture makes distances and scores.
  const distance = (image: number): number => ((3 * image + 1) * 7919) % 1009;
  await sortBy(page, 'nearest');
  const nearest = await allPages(page, 1);
  assert.equal(
    nearest,
    [...bySplit].sort((a, b) => distance(a) - distance(b) || a - b),
  );
  await sortBy(page, 'farthest');
  assert.is((await images(page, 1))[0], nearest.at(-1));
  await sortBy(page, 'score');
  const scores: number[] = [];
  for (const at of [0, 5, 19]) {
    await gallery(page, 1).locator('.thumb').nth(at).hover();
    const text = await page.locator('#peek').innerText();
    scores.push(Number(/artifact_score\s+([\d.]+)/.exec(text)?.[1]));
  }
  assert.equal(
    scores,
    [...scores].sort((a, b) => b - a),
  );
  // Of the images without an artifact, as all of this cluster are, the fixture's highest.
  assert.is(scores[0], 0.16);
  await sortBy(page, 'random');
  const random = await images(page, 1);
  assert.not.equal(random, bySplit.slice(0, 20));
  await page.reload();
  await sortBy(page, 'random');
  assert.equal(await images(page, 1), random);
  await page.close();
});

test('arrow keys walk through a gallery and tell each image', async (context) => {
  const { page } = await open(context);
  await gallery(page, 0).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.is(await gallery(page, 0).locator('.is-active').count(), 1);
  assert.match(await page.locator('#peek').innerText(), /_sci\.tar/);
  await page.keyboard.press('Escape');
  assert.is(await page.locator('#peek').isVisible(), false);
  await page.close();
});

test('the script shows of an image what the page came with: another sheet, the same picture', async (context) => {
  const { page } = await open(context);
  // As a picture of 8 x 8 grey levels.
  const levels = async (at: number): Promise<number[]> => {
    await page.mouse.move(0, 0);
    const png = await gallery(page, 0).locator('.thumb').nth(at).screenshot();
    return page.evaluate(`(async () => {
      const picture = new Image();
      picture.src = 'data:image/png;base64,${png.toString('base64')}';
      await picture.decode();
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 8;
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.drawImage(picture, 0, 0, 8, 8);
      return [...context.getImageData(0, 0, 8, 8).data].filter((_, i) => i % 4 === 0);
    })()`);
  };
  const apart = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, level, i) => sum + Math.abs(level - b[i]!), 0) / 64;
  const [before, neighbour] = [await levels(3), await levels(4)];
  await gallery(page, 0).focus();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageUp');
  assert.match((await gallery(page, 0).locator('.thumb').nth(3).getAttribute('class')) ?? '', /^thumb s\d+$/);
  const after = await levels(3);
  assert.ok(apart(before, after) < 8, `${apart(before, after)} levels apart`);
  assert.ok(apart(neighbour, after) > 16, `its neighbour is ${apart(neighbour, after)} levels apart`);
  await page.close();
});

run();

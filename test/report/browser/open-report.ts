import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { suite, type Test } from 'uvu';

const executablePath = '/usr/bin/chromium';

/** What a test of a page in the browser is given. */
export interface Shelf {
  browser: Browser;
  url: string;
}

export interface Opened {
  readonly page: Page;
  /** Requests beyond the page itself, and everything on the console. */
  readonly troubles: string[];
}

/** A suite with a browser and a page, made before its tests; it is skipped, saying so, where there is no Chromium. */
export function browserSuite(
  title: string,
  page: () => Promise<string>,
): { test: Test<Shelf>; run: () => void } {
  const test = suite<Shelf>(title);
  test.before(async (context) => {
    context.url = await page();
    context.browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  });
  test.after(async ({ browser }) => {
    await browser.close();
  });
  const run = (): void => {
    if (existsSync(executablePath)) {
      test.run();
      return;
    }
    process.stdout.write(`skipped: ${title} (${executablePath} is absent)\n`);
    const absent = suite('no browser');
    absent.skip(title);
    absent.run();
  };
  return { test, run };
}

export interface OpenOptions extends BrowserContextOptions {
  readonly width?: number;
  readonly dark?: boolean;
  /** Lets WebGL be made by the processor, which the page by itself refuses. */
  readonly webgl?: boolean;
}

export async function open({ browser, url }: Shelf, options: OpenOptions = {}): Promise<Opened> {
  const { width = 1280, dark = false, webgl = false, ...others } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    ...others,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && request.url() !== url) troubles.push(request.url());
  });
  if (webgl) {
    await page.addInitScript(`{
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = function (kind, options) {
        return getContext.call(this, kind, { ...options, failIfMajorPerformanceCaveat: false });
      };
      const { getParameter } = WebGLRenderingContext.prototype;
      WebGLRenderingContext.prototype.getParameter = function (name) {
        return name === 0x9246 ? 'a graphics card' : getParameter.call(this, name);
      };
    }`);
  }
  await page.goto(url);
  await page.locator('#map-legend li').first().waitFor();
  return { page, troubles };
}

/** Ends when what was asked of the page has been painted. */
export const frame = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

/** Places on the map by their share of its width and height, as what the mouse is given. */
export async function mapPlaces(page: Page): Promise<(x: number, y: number) => [number, number]> {
  await page.locator('#map-canvas').scrollIntoViewIfNeeded();
  const box = await page.locator('#map-canvas').boundingBox();
  if (box === null) throw new Error('the map is not shown');
  return (x, y) => [box.x + x * box.width, box.y + y * box.height];
}

/** Around the whole map. */
export async function lassoAll(page: Page): Promise<void> {
  const at = await mapPlaces(page);
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
}

// What runs in the page is text: the tests are compiled without the browser's types.

/** For each colour of the legend the number of the map's pixels that a dot of it covers. */
export const dotPixels = (page: Page): Promise<number[]> =>
  page.evaluate(`(() => {
    const points = document.querySelector('#map-points');
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [points.width, points.height];
    const context = canvas.getContext('2d');
    context.drawImage(points, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const plate = numbers(getComputedStyle(document.querySelector('.map-body')).backgroundColor);
    return [...document.querySelectorAll('#map-legend .swatch')].map((swatch) => {
      const solid = numbers(getComputedStyle(swatch).backgroundColor);
      const wanted = solid.map((level, i) => 0.85 * level + 0.15 * plate[i]);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        if ([0, 1, 2].every((j) => Math.abs(data[i + j] - wanted[j]) <= 4)) count += 1;
      }
      return count;
    });
  })()`);

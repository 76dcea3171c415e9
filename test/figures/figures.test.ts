import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drawAlluvial } from '../../src/figures/alluvial.js';
import { drawScatter } from '../../src/figures/scatter.js';
import { svgToPng } from '../../src/figures/raster.js';
import { assertCommitted } from './committed.js';
import {
  alluvialScene,
  curvesScene,
  galleryScene,
  reconstructionScene,
  scatterScene,
  trainingScene,
} from './scenes.js';

test('a gallery is the committed one: a heading for each cluster, blanks where members are missing', () => {
  const svg = galleryScene();
  assert.is(svg.match(/<image /g)?.length, 7);
  assert.is(svg.match(/<rect [^>]*fill="none"/g)?.length, 11);
  assertCommitted('gallery', svg);
});

test('reconstructions stand below their originals in bands, each with its loss', () => {
  assertCommitted('reconstructions', reconstructionScene());
});

for (const colour of ['group', 'value', 'log', 'nothing'] as const) {
  test(`a scatter plot coloured by ${colour} is the committed one`, () => {
    assertCommitted(`scatter-${colour}`, scatterScene(colour));
  });
}

test('a scatter plot leaves out points that have no place, and says how many it shows', () => {
  const svg = scatterScene('group');
  assert.match(svg, '58 points');
  assert.is(svg.match(/h0/g)?.length, 58);
});

test('a scatter plot of no point at all is still a figure', () => {
  const svg = drawScatter({
    x: [],
    y: [],
    xName: 'a',
    yName: 'b',
    title: 'none',
    colour: { by: 'value', name: 'v', values: [], log: true },
  });
  assert.match(svg, '0 points');
  assert.not.match(svg, 'NaN');
});

test('loss curves are the committed ones, on linear and logarithmic axes', () => {
  assertCommitted('curves', curvesScene(false));
  assertCommitted('curves-log', curvesScene(true));
});

test('one training has two colours, and its losses are marked by dots when there is one epoch only', () => {
  assertCommitted('curves-training', trainingScene(12));
  const svg = trainingScene(1);
  assertCommitted('curves-one-epoch', svg);
  const dots = [...svg.matchAll(/<circle [^>]*>/g)].map(([dot]) => /#[0-9a-f]{6}/.exec(dot)?.[0]);
  assert.equal(dots, ['#0072b2', '#d55e00']);
});

test('how clusters split is the committed figure: a band for each pair that shares images, none for an empty cluster', () => {
  const svg = alluvialScene();
  assert.is(svg.match(/<path /g)?.length, 9);
  assert.is(svg.match(/rx="2"/g)?.length, 10);
  assert.match(svg, '<title>20 images: cluster 1 of 2, cluster 3 of 4</title>');
  assertCommitted('alluvial', svg);
});

test('clusters below each other follow those that they come from, so that bands without need do not cross', () => {
  const flows = [
    [
      [0, 0, 5],
      [4, 3, 0],
    ],
  ];
  const columns = [
    { heading: 'a', sizes: [5, 7] },
    { heading: 'b', sizes: [4, 3, 5] },
  ];
  const svg = drawAlluvial({ columns, flows }, 'split');
  const names = [...svg.matchAll(/text-anchor="start"[^>]*>(\d: \d)</g)];
  const places = names.map(
    ([all, name]) =>
      [
        name,
        Number(
          / y="([\d.]+)"/.exec(svg.slice(svg.lastIndexOf('<text', svg.indexOf(all)), svg.indexOf(all)))?.[1],
        ),
      ] as const,
  );
  assert.equal(
    [...places].sort((a, b) => a[1] - b[1]).map(([name]) => name),
    ['2: 5', '0: 4', '1: 3'],
  );
});

test('one clustering alone is a figure that says that nothing splits', () => {
  assert.match(drawAlluvial({ columns: [], flows: [] }, 'none'), 'nothing splits');
});

test('names with markup are text in a figure', () => {
  const svg = drawScatter({
    x: [0, 1],
    y: [0, 1],
    xName: '<script>alert(1)</script>',
    yName: '"&\u0000',
    title: '</svg><b>',
    colour: { by: 'group', name: '<i>', groups: [0, 1], names: ['<b>', '&'] },
  });
  assert.not.match(svg, /<script|<b>|<i>/);
  assert.not.ok(svg.includes('\u0000'));
  assert.match(svg, '&lt;script&gt;');
});

test('a PNG has the size of its SVG times the zoom, is not blank, and has the same bytes each time', async () => {
  const svg = curvesScene(false);
  const png = await svgToPng(svg, 1);
  const view = new DataView(png.buffer, png.byteOffset);
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  assert.is(view.getUint32(16), Number(width));
  assert.is(view.getUint32(20), Number(height));
  const blank = await svgToPng(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"/>`,
    1,
  );
  assert.ok(png.length > 3 * blank.length, `${png.length} bytes, a blank one has ${blank.length}`);
  assert.equal(await svgToPng(svg, 1), png);
});

test('text and images reach the PNG: without them it is smaller', async () => {
  const gallery = galleryScene();
  const whole = await svgToPng(gallery, 1);
  const withoutText = await svgToPng(gallery.replace(/<text.*?<\/text>/g, ''), 1);
  const withoutImages = await svgToPng(gallery.replace(/<image .*?<\/image>/g, ''), 1);
  assert.ok(withoutText.length < whole.length - 500);
  assert.ok(withoutImages.length < whole.length - 500);
});

test.run();

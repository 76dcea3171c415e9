import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drawAlluvial } from '../../src/figures/alluvial.js';
import { distinctNames } from '../../src/figures/distinct-names.js';
import { drawScatter } from '../../src/figures/scatter.js';
import { drawHistogram } from '../../src/figures/histogram.js';
import { svgToPng } from '../../src/figures/raster.js';
import { generator } from '../../src/numerics/generator.js';
import { assertCommitted } from './committed.js';
import {
  alluvialScene,
  curvesScene,
  galleryScene,
  heatmapScene,
  histogramScene,
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

test('the names of clusters so small that their bars are thinner than a line stand apart, and none leaves the figure', () => {
  const sizes = [500, 1, 1, 1, 1, 1];
  const flows = [sizes.map((size, a) => sizes.map((_, b) => (a === b ? size : 0)))];
  const columns = ['a', 'b'].map((heading) => ({ heading, sizes }));
  const svg = drawAlluvial({ columns, flows }, 'split');
  const height = Number(/height="(\d+)"/.exec(svg)?.[1]);
  for (const anchor of ['start', 'end']) {
    const names = new RegExp(`y="([\\d.]+)" text-anchor="${anchor}"[^>]*>\\d: \\d+<`, 'g');
    const places = [...svg.matchAll(names)].map(([, y]) => Number(y)).sort((a, b) => a - b);
    assert.is(places.length, 6);
    assert.ok(
      places.every((y, i) => i === 0 || y - places[i - 1]! >= 12.9),
      places.join(),
    );
    assert.ok(places.at(-1)! <= height, places.join());
  }
});

test('one clustering alone is a figure that says that nothing splits', () => {
  assert.match(drawAlluvial({ columns: [], flows: [] }, 'none'), 'nothing splits');
});

test('a heatmap is the committed one: a cell for each pair, sums beside it, white text where a cell is dark', () => {
  const svg = heatmapScene();
  assertCommitted('heatmap', svg);
  for (const text of ['1,604 images', '>1,504<', '>100<', '>1,510<', '&lt;b&gt;&amp;'])
    assert.ok(svg.includes(text), text);
  assert.match(svg, /fill="#ffffff">0</);
  assert.match(svg, />1,500</);
  assertCommitted('heatmap-shares', heatmapScene({ colour: 'shares-of-columns', print: 'shares' }));
  const shares = heatmapScene({ print: 'shares' });
  for (const text of ['>10%<', '>20%<', '>30%<', '>40%<', '>0%<']) assert.ok(shares.includes(text), text);
});

test('a heatmap of counts has the counts on its bar, and one without a column is still a figure', () => {
  assert.match(heatmapScene({ colour: 'counts' }), />1400</);
  const empty = heatmapScene({ columns: [], counts: [[], [], []] });
  assert.match(empty, 'There is nothing to count');
  assert.not.match(empty, 'NaN');
});

test('classes of a heatmap whose names begin alike, or end alike too, are told apart', () => {
  const names = ['saturated_star_in_the_core', 'saturated_star_in_the_disk'];
  const alike = [1, 2].map((i) => `${'a'.repeat(20)}${i}${'b'.repeat(20)}`);
  assert.equal(distinctNames([...names, 'none'], 18), ['saturated…the_core', 'saturated…the_disk', 'none']);
  assert.equal(distinctNames(alike, 18), [`${'a'.repeat(15)}… 1`, `${'a'.repeat(15)}… 2`]);
  const svg = heatmapScene({
    columns: names,
    counts: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  });
  for (const text of ['>saturated…the_core<', '>saturated…the_disk<']) assert.ok(svg.includes(text), text);
});

test('a heatmap says how many images have no place on it', () => {
  assert.match(
    heatmapScene({ nLeftOut: 1400 }),
    '>1,604 images; 1,400 left out: no cluster, K = 3, or no artifact_type<',
  );
});

test('marks that would turn the direction of text do not reach a figure', () => {
  const svg = heatmapScene({ title: 'a\u202eb', rows: ['\u2066', '\u200f', '\u061c'] });
  assert.not.match(svg, /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  assert.match(svg, 'a\ufffdb');
});

test('a histogram of values near the largest whole number has numbers on its axis', () => {
  const svg = drawHistogram({
    ...{ title: 't', xName: 'x', groupsName: '', logX: false, logY: false, height: 'counts' },
    groups: [{ name: 'all', values: [2 ** 53, 2 ** 53 + 2, 2 ** 53 + 4] }],
    bins: 2,
  });
  assert.match(svg, '>9007199254740992<');
  assert.match(svg, '>9007199254740996<');
});

test('histograms are the committed ones, by group and whole, on linear and logarithmic axes', () => {
  assertCommitted('histogram-groups', histogramScene());
  assertCommitted('histogram-log', histogramScene({ logX: true, logY: true, height: 'shares' }));
  const whole = histogramScene({ bins: 7, logY: true }, false);
  assertCommitted('histogram', whole);
  assert.match(whole, '297 values; 3 left out: no number');
  assert.match(histogramScene({ logX: true }), '294 values; 6 left out: not above 0, or no number');
});

test('a histogram of one value, or of none, is still a figure', () => {
  for (const values of [[], [NaN], [5, 5], [0]]) {
    for (const log of [false, true]) {
      const svg = drawHistogram({
        ...{ title: 't', xName: 'x', groupsName: '', logX: log, logY: log, height: 'counts' },
        groups: [{ name: 'all', values }],
        bins: 'freedman-diaconis',
      });
      assert.not.match(svg, /NaN|Infinity/);
    }
  }
});

test('a text that is too long is cut where it would leave the figure', () => {
  const long = 'x'.repeat(1000);
  const svg = drawScatter({
    ...{ x: [0, 1], y: [0, 1], xName: long, yName: long, title: long },
    colour: { by: 'value', name: long, values: [0, 1], log: false },
  });
  assert.not.match(svg.replace(/<title>.*?<\/title>/, ''), /x{81}/);
});

test('forty thousand points are a figure of at most a megabyte as SVG, and of one and a half as PNG', async () => {
  const random = generator(3, 'points');
  const n = 40_000;
  const [x, y] = [0, 1].map(() => Float64Array.from({ length: n }, () => random.normal()));
  const groups = Int32Array.from({ length: n }, (_, i) => i % 7);
  const names = Array.from({ length: 7 }, (_, k) => `cluster ${k}`);
  const svg = drawScatter({
    ...{ x: x!, y: y!, xName: 'component 0', yName: 'component 1', title: 'Map' },
    colour: { by: 'group', name: 'K = 7', groups, names },
  });
  assert.ok(svg.length < 1_000_000, `${svg.length} bytes of SVG`);
  const png = await svgToPng(svg);
  assert.ok(png.length < 1_500_000, `${png.length} bytes of PNG`);
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

import type { Picture } from '../../src/figures/panel.js';
import type { ScatterColour } from '../../src/figures/scatter.js';
import { drawAlluvial } from '../../src/figures/alluvial.js';
import { drawCurves, historyCurves } from '../../src/figures/curves.js';
import { drawGallery, drawReconstructions } from '../../src/figures/gallery.js';
import { categoricalColour } from '../../src/figures/palette.js';
import { drawHeatmap, type HeatmapData } from '../../src/figures/heatmap.js';
import { drawHistogram, type HistogramData } from '../../src/figures/histogram.js';
import { drawScatter } from '../../src/figures/scatter.js';
import { generator } from '../../src/numerics/generator.js';

/** A small round source on a noisy sky, with a gap of zeros when asked for. */
export function syntheticPicture(seed: number, size = 12): Picture {
  const random = generator(seed, 'picture');
  const pixels = new Float32Array(size * size);
  const centre = (size - 1) / 2;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const distance2 = (x - centre) * (x - centre) + (y - centre) * (y - centre);
      pixels[y * size + x] = seed % 4 === 3 && x < 3 ? 0 : 0.05 * random.uniform() + 1 / (1 + distance2);
    }
  }
  return { pixels, height: size, width: size, title: `image ${seed} <a&b>` };
}

export function galleryScene(): string {
  const groups = [5, 2, 0].map((count, cluster) => ({
    heading: `Cluster ${cluster}`,
    remark: `${count} training images`,
    colour: categoricalColour(cluster),
    pictures: Array.from({ length: count }, (_, i) => syntheticPicture(10 * cluster + i)),
  }));
  return drawGallery(groups, { title: 'Images of 3 clusters', rows: 2, columns: 3, stretch: 'log10' });
}

export function reconstructionScene(): string {
  const pairs = [0, 1, 2].map((i) => ({
    original: syntheticPicture(i),
    reconstruction: syntheticPicture(i + 4),
    caption: `loss 0.0${i}1`,
  }));
  return drawReconstructions(pairs, { title: 'Reconstructions', rows: 2, columns: 2, stretch: 'linear' });
}

/** 60 points, two of them without a place. */
export function scatterScene(colour: 'group' | 'value' | 'log' | 'nothing'): string {
  const random = generator(1, 'scatter');
  const groups = Array.from({ length: 60 }, () => random.integer(3));
  const x = groups.map((group, i) => (i === 7 ? NaN : 10 * group + random.normal()));
  const y = groups.map((group, i) => (i === 9 ? NaN : 5 - group * group + random.normal()));
  const values = groups.map((group, i) =>
    i === 5 ? NaN : i === 6 ? 0 : group * 0.3 + 0.01 * random.uniform(),
  );
  const colours: Record<typeof colour, ScatterColour> = {
    group: { by: 'group', name: 'K = 3 clusters', groups, names: ['cluster 0', 'cluster 1', 'cluster 2'] },
    value: { by: 'value', name: 'zero_flux_fraction', values, log: false },
    log: { by: 'value', name: 'zero_flux_fraction', values, log: true },
    nothing: { by: 'nothing' },
  };
  return drawScatter({
    x,
    y,
    xName: 'component 0',
    yName: 'component 1',
    title: 'Map',
    colour: colours[colour],
  });
}

export function curvesScene(logY: boolean): string {
  const epochs = Array.from({ length: 12 }, (_, i) => i + 1);
  const history = (scale: number) => ({
    epochs,
    loss: epochs.map((epoch) => scale * (0.02 + 0.6 / epoch)),
    validationLoss: epochs.map((epoch) => (epoch === 4 ? NaN : scale * (0.03 + 0.6 / epoch))),
  });
  const curves = [1, 2].flatMap((scale, i) =>
    historyCurves(
      history(scale),
      { loss: `k = ${scale}`, validationLoss: `k = ${scale}, validation` },
      {
        position: i,
        ofSeveral: true,
      },
    ),
  );
  return drawCurves(curves, { title: 'Loss while training', xName: 'epoch', yName: 'loss', logY });
}

/** One training, of as many epochs. */
export function trainingScene(nEpochs: number): string {
  const epochs = Array.from({ length: nEpochs }, (_, i) => i + 1);
  const curves = historyCurves(
    {
      epochs,
      loss: epochs.map((epoch) => 0.02 + 0.6 / epoch),
      validationLoss: epochs.map((epoch) => 0.05 + 0.55 / epoch),
    },
    { loss: 'training', validationLoss: 'validation' },
    { position: 0, ofSeveral: false },
  );
  return drawCurves(curves, { title: 'Loss while training', xName: 'epoch', yName: 'loss', logY: false });
}

/** Three clusterings: one cluster splits, one goes on, one is empty, one joins two. */
export function alluvialScene(): string {
  const columns = [
    { heading: 'K = 2', sizes: [1200, 300] },
    { heading: 'K = 4', sizes: [280, 700, 0, 520] },
    { heading: 'K = 5', sizes: [510, 280, 100, 600, 10] },
  ];
  const flows = [
    [
      [0, 700, 0, 500],
      [280, 0, 0, 20],
    ],
    [
      [0, 280, 0, 0, 0],
      [0, 0, 100, 600, 0],
      [0, 0, 0, 0, 0],
      [510, 0, 0, 0, 10],
    ],
  ];
  return drawAlluvial({ columns, flows }, 'How clusters split');
}

/** Three clusters against four classes: one is empty, one has a share of everything, one name is long. */
export function heatmapScene(changes: Partial<HeatmapData> = {}): string {
  return drawHeatmap({
    title: 'Clusters against artifact_type',
    rowsName: 'cluster, K = 3',
    columnsName: 'artifact_type',
    rows: ['0', '1', '2'],
    columns: ['none', 'chip_gap', 'a satellite trail of great length', '<b>&'],
    counts: [
      [1500, 3, 0, 1],
      [0, 0, 0, 0],
      [10, 20, 30, 40],
    ],
    colour: 'shares-of-rows',
    print: 'counts',
    ...changes,
  });
}

/** 300 values of two groups, a few of them not above 0 or no number. */
export function histogramScene(changes: Partial<HistogramData> = {}, isGrouped = true): string {
  const random = generator(2, 'histogram');
  const values = Array.from({ length: 300 }, (_, i) =>
    i % 100 === 0
      ? 0
      : i % 100 === 1
        ? NaN
        : 0.001 * Math.abs(1 + random.normal()) + (i % 3 === 0 ? 0.01 : 0),
  );
  const groups = [0, 1, 2].map((rest) => ({
    name: `cluster ${rest}`,
    values: values.filter((_, i) => i % 3 === rest),
  }));
  return drawHistogram({
    title: 'background_noise by cluster',
    xName: 'background noise (flux)',
    groups: isGrouped ? groups : [{ name: 'all', values }],
    groupsName: 'cluster, K = 3',
    logX: false,
    logY: false,
    bins: 'freedman-diaconis',
    height: 'counts',
    ...changes,
  });
}

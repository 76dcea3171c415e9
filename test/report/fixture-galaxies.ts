import { encodeCsv, type CsvValue } from '../../src/formats/csv.js';
import { encodeNpy } from '../../src/formats/npy.js';
import { exp } from '../../src/numerics/elementary.js';
import { generator } from '../../src/numerics/generator.js';
import { trainValidationSplit, type Split } from '../../src/numerics/train-validation-split.js';
import { drawScatter } from '../../src/figures/scatter.js';
import { addFindings } from './fixture-findings.js';
import { FixtureRun } from './fixture-run.js';
import { artifacts, fixtureImage, type FixtureImage } from './fixture-survey.js';

export interface GalaxiesOptions {
  readonly nImages: number;
  readonly size: number;
  readonly k: readonly number[];
  /** How many images differ, by default all: then they come again. */
  readonly nDistinct?: number;
  /** Stands in every fourth file's name, in members, galaxies, header values, keywords and reasons, to see what names can do. */
  readonly nameSuffix?: string;
  /** Begins those names. */
  readonly namePrefix?: string;
}

/** A run like the published one: images, two networks, clusters for several K, a map, statistics, truth and figures. */
export function galaxiesRun(options: GalaxiesOptions): FixtureRun {
  const { nImages, size } = options;
  const distinct = Array.from({ length: options.nDistinct ?? nImages }, (_, i) => fixtureImage(i, size));
  const images = Array.from({ length: nImages }, (_, i) => distinct[i % distinct.length]!);
  const split = trainValidationSplit(nImages, 0.2, 0);
  const run = new FixtureRun();
  addSurvey(run, options, images);
  run.add({
    step: 'split',
    kind: 'split',
    params: { validation: 0.2, group_by: 'image', seed: 0 },
    inputs: { catalogue: ['images.catalogue'] },
    outputs: { split: { type: 'split', files: { 'split.json': JSON.stringify(split) } } },
  });
  for (const network of ['dense', 'cnn'] as const) addNetwork(run, network, { images, split, size });
  addClusters(run, options, images, split);
  addFindings(run, options.k, images);
  addFigures(run, options.k, nImages);
  return run;
}

function tarball(i: number, { namePrefix = '', nameSuffix = '' }: GalaxiesOptions): string {
  const [prefix, suffix] = i % 16 < 4 ? [namePrefix, nameSuffix] : ['', ''];
  return `${prefix}map_Mstar_TNG100-1_${10000 + Math.floor(i / 4)}_051${suffix}_sci.tar`;
}

function addSurvey(run: FixtureRun, options: GalaxiesOptions, images: readonly FixtureImage[]): void {
  const { size, nameSuffix = '', namePrefix = '' } = options;
  const where = (i: number): [string, string, number] => [
    tarball(i, options),
    `${namePrefix}cam${i % 4}${nameSuffix}.fits`,
    i % 4,
  ];
  const good = images.map((_, i): CsvValue[] => [
    ...[i, ...where(i), `g${Math.floor(i / 4)}${nameSuffix}`, 'good', null],
    ...[0.6 + (i % 17) / 20, `${namePrefix}observer ${i % 3}${nameSuffix}`],
  ]);
  const skipped = [
    [
      null,
      'broken.tar',
      `cam1${nameSuffix}.fits`,
      1,
      'gX',
      'skipped',
      `truncated: 2,880 bytes of 69,120${nameSuffix}`,
      null,
      null,
    ],
    [null, 'flat.tar', 'cam3.fits', 3, 'gY', 'skipped', 'a constant image (min = max = 0)', null, null],
    [null, 'flat2.tar', 'cam0.fits', 0, 'gZ', 'skipped', 'a constant image (min = max = 0)', null, null],
  ];
  const catalogue = encodeCsv(
    [
      'index',
      'source',
      'member',
      'camera',
      'galaxy',
      'status',
      'reason',
      'SEEING',
      `${namePrefix}OBSERVER${nameSuffix}`,
    ],
    [...good, ...skipped],
  );
  const pixels = new Float32Array(images.length * size * size);
  images.forEach((image, i) => pixels.set(image.pixels, i * size * size));
  const truth = encodeCsv(
    ['tarball', 'member', 'camera', 'artifact', 'artifact_type'],
    images.map((image, i) => [...where(i), image.artifact === 'none' ? 0 : 1, image.artifact]),
  );
  const random = generator(3, 'statistics');
  const statistics = encodeCsv(
    ['index', 'source', 'member', 'camera', 'zero_flux_fraction', 'background_noise', 'column_anomaly'],
    images.map((image, i) => {
      const anomaly = (image.artifact === 'bleed' ? 30 : 3) + random.uniform();
      return [i, ...where(i), image.zeroFluxFraction, 0.01 + 0.005 * random.uniform(), anomaly];
    }),
  );
  run
    .add({
      step: 'survey',
      kind: 'mock-survey',
      description: 'A mock survey with known artifacts',
      params: { galaxies: Math.ceil(images.length / 4), size: 512, seed: 0 },
      outputs: {
        tarballs: { type: 'files', files: { 'tarballs/a.tar': 'a', 'tarballs/b.tar': 'bb' } },
        truth: { type: 'table', files: { 'truth.csv': truth } },
      },
    })
    .add({
      step: 'images',
      kind: 'ingest',
      params: { cameras: [0, 1, 2, 3], size, on_bad_image: 'skip' },
      inputs: { files: ['survey.tarballs'] },
      outputs: {
        images: {
          type: 'images',
          files: { 'images.npy': encodeNpy({ shape: [images.length, size, size], values: pixels }) },
        },
        catalogue: { type: 'catalogue', files: { 'catalogue.csv': catalogue } },
      },
    })
    .add({
      step: 'statistics',
      kind: 'image-stats',
      params: { saturation: null },
      inputs: { files: ['survey.tarballs'], catalogue: ['images.catalogue'] },
      outputs: { table: { type: 'table', files: { 'image-stats.csv': statistics } } },
    });
}

const architectures = {
  dense: (pixels: number) => ({
    input: [pixels],
    layers: [
      { kind: 'dense', name: 'dense_1', units: 64, activation: 'relu' },
      { kind: 'dense', name: 'latent_layer', units: 16, activation: 'relu' },
      { kind: 'batch-norm', name: 'batch_normalization_1', momentum: 0.99, epsilon: 0.001 },
      { kind: 'dense', name: 'dense_2', units: pixels, activation: 'sigmoid' },
    ],
  }),
  cnn: (_pixels: number, size: number) => ({
    input: [size, size, 1],
    layers: [
      { kind: 'conv2d', name: 'conv2d_1', filters: 16, kernel: 3, strides: 1, activation: 'relu' },
      { kind: 'max-pool', name: 'max_pooling2d_1', size: 2 },
      { kind: 'conv2d', name: 'conv2d_2', filters: 8, kernel: 3, strides: 1, activation: 'relu' },
      { kind: 'max-pool', name: 'latent_layer', size: 2 },
      { kind: 'batch-norm', name: 'batch_normalization_1', momentum: 0.99, epsilon: 0.001 },
      { kind: 'upsample', name: 'up_sampling2d_1', size: 2 },
      { kind: 'upsample', name: 'up_sampling2d_2', size: 2 },
      { kind: 'conv2d', name: 'conv2d_3', filters: 1, kernel: 3, strides: 1, activation: 'sigmoid' },
    ],
  }),
};

interface NetworkSource {
  readonly images: readonly FixtureImage[];
  readonly split: Split;
  readonly size: number;
}

function addNetwork(run: FixtureRun, step: 'dense' | 'cnn', { images, split, size }: NetworkSource): void {
  const description = {
    format: 'skysort-model',
    version: 1,
    ...architectures[step](size * size, size),
    latent_layer: 'batch_normalization_1',
  };
  const epochs = step === 'dense' ? 5 : 100;
  const random = generator(5, step);
  const history = encodeCsv(
    ['epoch', 'loss', 'val_loss'],
    Array.from({ length: epochs }, (_, i) => {
      const loss = 0.06 + 0.6 * exp(-i / 6) + 0.0004 * random.normal();
      return [i + 1, loss, loss + 0.004 + 0.002 * random.normal()];
    }),
  );
  run.add({
    step,
    kind: 'train-autoencoder',
    params: {
      architecture: step,
      epochs,
      batch_size: step === 'dense' ? 32 : 128,
      optimizer: 'adadelta',
      learning_rate: 1,
      loss: 'bce',
      seed: 0,
    },
    inputs: { images: ['images.images'], split: ['split.split'] },
    outputs: {
      model: {
        type: 'model',
        files: { 'model/model.json': JSON.stringify(description), 'model/model.safetensors': 'weights' },
      },
      history: { type: 'table', files: { 'history.csv': history } },
    },
  });
  const shown = split.validation.slice(0, 10);
  const blurred = new Float32Array(shown.length * size * size);
  shown.forEach((index, row) =>
    blurred.set(blur(images[index]!.pixels, size, step === 'dense' ? 5 : 2), row * size * size),
  );
  const parts = new Map(split.validation.map((index) => [index, 'validation']));
  const errors = encodeCsv(
    ['index', 'part', 'loss', 'row'],
    images.map((_, i) => [
      i,
      parts.get(i) ?? 'train',
      0.05 + 0.03 * random.uniform(),
      shown.includes(i) ? shown.indexOf(i) : null,
    ]),
  );
  run.add({
    step: `${step}-reconstructions`,
    kind: 'reconstruct',
    inputs: { images: ['images.images'], model: [`${step}.model`], split: ['split.split'] },
    outputs: {
      images: {
        type: 'images',
        files: { 'reconstructions.npy': encodeNpy({ shape: [shown.length, size, size], values: blurred }) },
      },
      errors: { type: 'table', files: { 'errors.csv': errors } },
    },
  });
}

function blur(pixels: Float32Array, size: number, radius: number): Float32Array {
  return pixels.map((_, at) => {
    const [x, y] = [at % size, Math.floor(at / size)];
    let [sum, count] = [0, 0];
    for (let row = Math.max(0, y - radius); row <= Math.min(size - 1, y + radius); row += 1) {
      for (let column = Math.max(0, x - radius); column <= Math.min(size - 1, x + radius); column += 1) {
        sum += pixels[row * size + column]!;
        count += 1;
      }
    }
    return sum / count;
  });
}

function addClusters(
  run: FixtureRun,
  { k }: GalaxiesOptions,
  images: readonly FixtureImage[],
  split: Split,
): void {
  const n = images.length;
  const random = generator(11, 'embedding');
  run.add({
    step: 'latents',
    kind: 'encode',
    inputs: { images: ['images.images'], model: ['cnn.model'] },
    outputs: {
      latents: {
        type: 'vectors',
        files: { 'latents.npy': encodeNpy({ shape: [n, 2], values: new Float32Array(2 * n) }) },
      },
    },
  });
  const places = images.map(({ artifact }, i) => {
    const group = artifacts.indexOf(artifact);
    const home = group === 0 ? 3 + (i % 5) : group - 1;
    const angle = (home / 8) * 6.2832;
    return {
      home,
      x: 30 * Math.cos(angle) + 7 * random.normal(),
      y: 26 * Math.sin(angle) + 6 * random.normal(),
    };
  });
  for (const nClusters of k) {
    const labels = Int32Array.from(places, ({ home }) => Math.floor((home * nClusters) / 8));
    const distances = Float32Array.from({ length: n * nClusters }, (_, at) => (at * 7919) % 1009);
    const summary = { k: nClusters, inertia: 250000 / nClusters, iterations: 9 + nClusters, seed: 0 };
    run.add({
      step: 'clusters',
      kind: 'kmeans',
      cell: { k: nClusters },
      params: { k: nClusters, n_init: 10, seed: 0 },
      inputs: { vectors: ['latents.latents'], split: ['split.split'] },
      outputs: {
        labels: { type: 'labels', files: { 'labels.npy': encodeNpy({ shape: [n], values: labels }) } },
        distances: {
          type: 'vectors',
          files: { 'distances.npy': encodeNpy({ shape: [n, nClusters], values: distances }) },
        },
        summary: { type: 'file', files: { 'summary.json': JSON.stringify(summary) } },
      },
    });
  }
  const isValidation = new Set(split.validation);
  const embedding = Float32Array.from({ length: 2 * n }, (_, at) => {
    const place = places[at >> 1]!;
    return isValidation.has(at >> 1) ? NaN : at % 2 === 0 ? place.x : place.y;
  });
  run.add({
    step: 'map',
    kind: 'tsne',
    params: { perplexity: 30, iterations: 1000, seed: 0 },
    inputs: { vectors: ['latents.latents'], split: ['split.split'] },
    outputs: {
      embedding: {
        type: 'embedding',
        files: { 'embedding.npy': encodeNpy({ shape: [n, 2], values: embedding }) },
      },
      summary: {
        type: 'file',
        files: {
          'summary.json': JSON.stringify({
            perplexity: 30,
            iterations: 1000,
            kl_divergence: 1.2345,
            trustworthiness: 0.964,
          }),
        },
      },
    },
  });
}

function addFigures(run: FixtureRun, k: readonly number[], n: number): void {
  const random = generator(2, 'figure');
  const x = Array.from({ length: Math.min(n, 300) }, () => random.normal());
  const svg = drawScatter({
    x,
    y: x.map((value) => value + random.normal()),
    xName: 'latent dimension 17',
    yName: 'latent dimension 203',
    title: 'Two of 1024 dimensions',
    colour: { by: 'nothing' },
  });
  run.add({
    step: 'two-dimensions',
    kind: 'scatter',
    description: 'Two dimensions of the latents, drawn at random',
    params: { dims: 'auto', seed: 0 },
    inputs: { points: ['latents.latents'], labels: [`clusters@k=${k[0]}.labels`] },
    outputs: { figure: { type: 'figure', files: { 'figure/figure.svg': svg, 'figure/figure.png': 'png' } } },
  });
}

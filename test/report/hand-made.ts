import type { ArtifactCluster } from '../../src/report/artifact-words.js';
import type { Attribute, Clustering, NetworkResult, Survey } from '../../src/report/data.js';

/** Small parts of a report whose numbers are worked by hand. */

export function clusteringOf(labels: readonly number[], k: number): Clustering {
  const sizes = Array.from({ length: k }, (_, cluster) => labels.filter((label) => label === cluster).length);
  return {
    ...{ id: `clusters@k=${k}`, step: 'clusters', cell: { k }, k, inertia: 12, iterations: 4 },
    ...{ labels: Int32Array.from(labels), sizes, trainSizes: [], validationSizes: [] },
    members: sizes.map(() => []),
  };
}

export const truthOf = (...values: readonly number[]): Attribute => ({
  ...{ name: 'artifact', step: 'survey', about: 'truth', form: 'number' },
  values: Float64Array.from(values),
});

export const zeroFluxOf = (...values: readonly number[]): Attribute => ({
  ...{ name: 'zero_flux_fraction', step: 'statistics', about: 'statistic', form: 'number' },
  values: Float64Array.from(values),
});

export const networkOf = (loss: readonly number[], validationLoss: readonly number[]): NetworkResult => ({
  ...{
    id: 'cnn',
    kind: 'train-autoencoder',
    input: '8 × 8 × 1',
    layers: [],
    nParams: 1425,
    nTrainable: 1409,
  },
  ...{
    nEncoderParams: 700,
    nEncoderTrainable: 692,
    latentShape: '2 × 2 × 8',
    loss: 'mse',
    reconstructions: [],
  },
  history: { epochs: loss.map((_, i) => i + 1), loss, validationLoss },
});

export const surveyOf = (nGood: number, nSkipped: number): Survey => ({
  ...{ step: 'images', nGood, nFiles: 3, nGalaxies: 2 },
  skipped: Array.from({ length: nSkipped }, () => ({ source: 'a.tar', member: 'b', reason: 'truncated' })),
  ...{ sources: [], members: [], cameras: [] },
});

export const judgedOf = (fields: Partial<ArtifactCluster>): ArtifactCluster => ({
  ...{ cluster: 0, nImages: 20, nFlagged: 18, share: 0.9, low: 0.7, high: 0.97, shareElsewhere: 0.04 },
  ...{ verdict: 'artifact', certainty: 'sure', evidence: 'column_anomaly 17; saturated_fraction 1' },
  ...fields,
});

/** The words of a page, without scripts, styles and elements. */
export const wordsOf = (html: string): string =>
  html
    .replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, '')
    .replace(/<(?!\/?(?:strong|small|bdi|span|b)\b)[^>]*>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ');

import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type InputFile } from '../core/step.js';
import { writeNpy } from '../formats/npy.js';
import { firstNonFinite } from '../numerics/distances.js';
import { predict } from '../numerics/kmeans/predict.js';
import { openRows } from './vectors/open-rows.js';
import { nonFiniteFailure } from './vectors/vector-failure.js';

/** Applies fitted centres to new vectors, as k-means labels the rows that it did not fit. */
export const assign = defineStep({
  name: 'assign',
  version: 1,
  summary: 'Labels new vectors by the nearest of fitted centres.',
  stochastic: false,
  params: { type: 'object', additionalProperties: false, properties: {} },
  inputs: {
    vectors: {
      type: ['vectors', 'embedding'],
      summary: 'Vectors to label, of any shape; as many numbers each as a centre has.',
    },
    centres: { type: 'vectors', summary: 'Centres, as kmeans writes them.' },
  },
  outputs: {
    labels: {
      type: 'labels',
      file: 'labels.npy',
      summary: 'Nearest centre of each row, int32 (n); the lowest number among equals.',
    },
    distances: {
      type: 'vectors',
      file: 'distances.npy',
      summary: 'Euclidean distance of each row from each centre, float32 (n, k).',
    },
  },
  async run({ inputs, outputs, threads, signal }) {
    const file = inputs.file('vectors');
    const centres = await readCentres(inputs.file('centres'));
    if (!centres.ok) return centres;
    const opened = await openRows(file);
    if (!opened.ok) return opened;
    const vectors = opened.value;
    try {
      const { nRows, nColumns } = vectors;
      const k = centres.value.nRows;
      if (nColumns !== centres.value.nColumns) {
        return fail({
          reason: 'unsuitable-input',
          input: 'vectors',
          file: file.path,
          found: `vectors of ${nColumns} numbers`,
          expected: `${centres.value.nColumns}, as the centres have`,
          remedy: 'give vectors from the encoder, or the pca, that the centres were fitted on',
        });
      }
      const prediction = await predict(vectors, centres.value.values, { threads, signal });
      if (prediction === undefined) return fail({ reason: 'cancelled' });
      if ('problem' in prediction) return fail(nonFiniteFailure(prediction, file.path));
      await writeNpy(outputs.path('labels'), { shape: [nRows], values: prediction.labels });
      await writeNpy(outputs.path('distances'), { shape: [nRows, k], values: prediction.distances });
      return ok();
    } finally {
      await vectors.close();
    }
  },
});

interface Centres {
  readonly values: Float32Array;
  readonly nRows: number;
  readonly nColumns: number;
}

async function readCentres(file: InputFile): Promise<Result<Centres>> {
  const opened = await openRows(file, 'centres');
  if (!opened.ok) return opened;
  const { nRows, nColumns } = opened.value;
  try {
    const values = new Float32Array(nRows * nColumns);
    await opened.value.read(0, values);
    const trouble = firstNonFinite({ values, nRows, nColumns });
    if (trouble === undefined) return ok({ values, nRows, nColumns });
    return fail({
      reason: 'unsuitable-input',
      input: 'centres',
      file: file.path,
      found: `${trouble.found} in centre ${trouble.row}, column ${trouble.column}`,
      expected: 'finite numbers only',
      remedy: 'give the centres that kmeans wrote',
    });
  } finally {
    await opened.value.close();
  }
}

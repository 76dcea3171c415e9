// One turn of ours, or of tsne-js: embedding-ours.js JOB FILE OUT THREADS, with JOB one of tsne, tsne-js, pca. Prints one line of JSON,
// {library, seconds, value, rss}: seconds as the peers count them, vectors read; rss in MiB, of the whole process.
import { writeNpy } from '../src/formats/npy.js';
import { pca } from '../src/numerics/pca/pca.js';
import { tsne } from '../src/numerics/tsne/tsne.js';
import { loadTsneJs, tsneJsVersion } from '../src/steps/embedding/find-tsne-js.js';
import { openRows } from '../src/steps/vectors/open-rows.js';
import { readVectors } from '../src/steps/vectors/read-vectors.js';

const [, , job = '', path = '', out = '', threadsText = '1'] = process.argv;
const threads = Number(threadsText);
const file = { path, name: path, sha256: '' } as unknown as Parameters<typeof openRows>[0];

const tsneOptions = {
  perplexity: 30,
  iterations: 750,
  exaggeration: 12,
  learningRate: 'auto',
  initialisation: 'pca',
  seed: 0,
  threads,
} as const;

interface Turn {
  readonly library: string;
  readonly seconds: number;
  readonly value?: number;
}

/** As the step does it: read straight to where it is needed, so reading counts. */
async function ours(): Promise<Turn> {
  const startMs = performance.now();
  const opened = await openRows(file);
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const vectors = opened.value;
  const since = () => (performance.now() - startMs) / 1000;
  if (job === 'pca') {
    const outcome = await pca(vectors, { components: 50, seed: 0, threads });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.trouble));
    const { components, explainedVariance, totalVariance } = outcome.value;
    const seconds = since();
    await writeNpy(out, { shape: [50, vectors.nColumns], values: Float32Array.from(components) });
    const value = explainedVariance.reduce((sum, one) => sum + one, 0) / totalVariance;
    return { library: 'skysort', seconds, value };
  }
  const outcome = await tsne(vectors, tsneOptions);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.trouble));
  const seconds = since();
  await writeNpy(out, { shape: [vectors.nRows, 2], values: outcome.value.points });
  return { library: 'skysort', seconds, value: outcome.value.trustworthiness.value };
}

async function byTsneJs(): Promise<Turn> {
  const library = loadTsneJs();
  const vectors = await readVectors(file);
  if (!library.ok || !vectors.ok) process.exit(3);
  const { values, nRows, nColumns } = vectors.value;
  const rows = Array.from({ length: nRows }, (_, i) => [
    ...values.subarray(i * nColumns, (i + 1) * nColumns),
  ]);
  const startMs = performance.now();
  const model = new library.value({
    ...{ dim: 2, perplexity: 30, earlyExaggeration: 12, learningRate: 50, nIter: 750 },
    metric: 'euclidean',
  });
  model.init({ data: rows, type: 'dense' });
  model.run();
  const seconds = (performance.now() - startMs) / 1000;
  await writeNpy(out, { shape: [nRows, 2], values: Float32Array.from(model.getOutput().flat()) });
  return { library: `tsne-js ${tsneJsVersion() ?? ''}`, seconds };
}

const turn = job === 'tsne-js' ? await byTsneJs() : await ours();
const rss = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${JSON.stringify({ ...turn, rss })}\n`);

// Benchmarks, each against a peer in the same run where there is one: `npm run bench -- [NAME…]`; without a name, all but those
// in `onlyByName`, which take minutes.
import { autoencoder } from './autoencoder.js';
import { ingest } from './ingest.js';
import { kernels } from './kernels.js';
import { kmeans } from './kmeans.js';
import { memory } from './memory.js';
import { noop } from './noop.js';
import { pca } from './pca.js';
import { published } from './published.js';
import { quality } from './quality.js';
import { scale } from './scale.js';
import { surveyRealism } from './survey-realism.js';
import { tsne } from './tsne.js';

const benchmarks: Readonly<Record<string, () => Promise<void>>> = {
  noop,
  scale,
  autoencoder,
  ingest,
  kernels,
  kmeans,
  memory,
  published,
  quality,
  tsne,
  pca,
  'survey-realism': surveyRealism,
};

const onlyByName = new Set([
  'ingest',
  'kmeans',
  'memory',
  'published',
  'quality',
  'tsne',
  'pca',
  'survey-realism',
]);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  process.stderr.write(
    `no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (asked.length === 0 ? !onlyByName.has(name) : asked.includes(name)) await benchmark();
  }
}

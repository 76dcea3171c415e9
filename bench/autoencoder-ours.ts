// One job of the autoencoder benchmark by skysort's own engine: autoencoder-ours.js JOB IMAGES BATCH REPEATS THREADS. Prints one line
// of JSON, {library, seconds: of each pass over the images after a first that does not count}.
import { packageVersion } from '../src/cli/package.js';
import { generator } from '../src/numerics/generator.js';
import { defaultOptimizers } from '../src/numerics/network/engine/optimizer.js';
import { imagesInMemory, selectImages, type ImageRows } from '../src/numerics/network/image-rows.js';
import { inferenceBatches } from '../src/numerics/network/inference.js';
import { networkOf } from '../src/numerics/network/network.js';
import { presetArchitecture } from '../src/numerics/network/presets.js';
import { train } from '../src/numerics/network/train.js';
import { initialWeights } from '../src/numerics/network/weights.js';

const [job = '', ...rest] = process.argv.slice(2);
const [images = 0, batchSize = 0, repeats = 0, threads = 1] = rest.map(Number);

/** When each pass ended, the first of which does not count. */
const endsMs: number[] = [];

async function trained(rows: ImageRows): Promise<void> {
  const architecture = presetArchitecture(job === 'dense-train' ? 'dense' : 'cnn');
  const outcome = await train(architecture, rows, undefined, {
    epochs: 1 + repeats,
    batchSize,
    loss: 'binary-crossentropy',
    optimizer: defaultOptimizers.adadelta,
    seed: 0,
    threads,
    onEpoch: () => endsMs.push(performance.now()),
  });
  if (outcome.state !== 'done') throw new Error(outcome.state);
}

async function encoded(rows: ImageRows): Promise<void> {
  const architecture = presetArchitecture('cnn');
  const network = networkOf(architecture);
  const again = Array.from({ length: rows.count * (1 + repeats) }, (_, i) => i % rows.count);
  const options = { to: network.latentLayer!, threads };
  const weights = initialWeights(network, 0);
  for await (const batch of inferenceBatches(architecture, weights, selectImages(rows, again), options)) {
    if ((batch.start + batch.count) % rows.count === 0) endsMs.push(performance.now());
  }
}

const random = generator(0, 'bench');
const pixels = Float32Array.from({ length: images * 16384 }, () => random.uniform());
await (job === 'cnn-encode' ? encoded : trained)(imagesInMemory(pixels, 16384));
const seconds = endsMs.slice(1).map((ms, i) => (ms - endsMs[i]!) / 1000);
const library = `skysort ${packageVersion()}, Node ${process.versions.node}`;
process.stdout.write(`${JSON.stringify({ library, seconds })}\n`);

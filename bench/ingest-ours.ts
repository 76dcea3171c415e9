// One job of the ingest benchmark: ingest-ours.js FOLDER THREADS, or with `stages` for the threads the processor's seconds of each stage on one.
// Prints one line of JSON, {library, seconds, images, sum: of all pixels} or {images, stages}. Goes through all files twice, once to warm up.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageVersion } from '../src/cli/package.js';
import { parseDigest } from '../src/core/identifiers.js';
import type { JsonObject } from '../src/core/json.js';
import type { InputFile, StepContext } from '../src/core/step.js';
import { fileSource } from '../src/formats/byte-source.js';
import { readFitsImage } from '../src/formats/fits/read-image.js';
import { NpyWriter, readNpy } from '../src/formats/npy.js';
import { listTar } from '../src/formats/tar-read.js';
import { resizeMeasured } from '../src/numerics/resize/resize-measured.js';
import { ingest } from '../src/steps/ingest.js';

const [folder = '', threads = ''] = process.argv.slice(2);
const size = 128;
const files = readdirSync(folder)
  .sort()
  .map((name): InputFile => {
    const path = join(folder, name);
    return { name, path, sha256: parseDigest('0'.repeat(64)), bytes: statSync(path).size };
  });
const scratch = mkdtempSync(join(tmpdir(), 'skysort-ingest-ours-'));
const print = (told: unknown): unknown => process.stdout.write(`${JSON.stringify(told)}\n`);

async function ingestAll(name: string): Promise<string> {
  const params = Object.fromEntries(
    Object.entries(ingest.params.properties).map(([key, schema]) => [key, schema['default']]),
  ) as JsonObject;
  const path = (output: string): string => join(scratch, `${name}-${output}`);
  const nothing = (): void => undefined;
  // The rest of a context is not used by this kind.
  const context = {
    ...{ params, threads: Number(threads), signal: new AbortController().signal },
    ...{ inputs: { files: () => files }, outputs: { path } },
    ...{ progress: nothing, note: nothing, measure: nothing },
  } as unknown as StepContext;
  const result = await ingest.run(context);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return path('images');
}

/** What `skysort run` does with a file, a stage at a time. */
async function timeStages(name: string): Promise<{ images: number; stages: Record<string, number> }> {
  const stages = { reading: 0, hashing: 0, decoding: 0, resizing: 0, normalising: 0, writing: 0 };
  // Of the processor, so that others who use it count little.
  const cpuSeconds = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  let last = cpuSeconds();
  const lap = (stage: keyof typeof stages): void => {
    const now = cpuSeconds();
    stages[stage] += now - last;
    last = now;
  };
  const writer = await NpyWriter.open(join(scratch, name), 'float32', [size, size]);
  let images = 0;
  for (const { path } of files) {
    const source = fileSource(path, 1 << 25);
    const members = listTar(source).members.slice(0, 4);
    lap('reading');
    createHash('sha256').update(source.read(0, source.size)).digest();
    lap('hashing');
    for (const { offset, size: bytes } of members) {
      const image = readFitsImage(source.read(offset, bytes));
      if (!image.ok) throw new Error(image.failure.found);
      lap('decoding');
      const resized = resizeMeasured(image.value, { height: size, width: size, method: 'antialiased' });
      lap('resizing');
      const normalised = resized.unitRange();
      lap('normalising');
      await writer.append(normalised);
      lap('writing');
      images += 1;
    }
    source.close();
  }
  await writer.close();
  return { images, stages };
}

try {
  if (threads === 'stages') {
    await timeStages('warm');
    print(await timeStages('clock'));
  } else {
    rmSync(await ingestAll('warm'));
    const startMs = performance.now();
    const path = await ingestAll('clock');
    const seconds = (performance.now() - startMs) / 1000;
    const images = await readNpy(path);
    if (!images.ok) throw new Error(images.failure.found);
    const sum = (images.value.values as Float32Array).reduce((total, value) => total + value, 0);
    const library = `skysort ${packageVersion()}, Node ${process.versions.node}`;
    print({ library, seconds, images: images.value.shape[0], sum });
  }
} finally {
  rmSync(scratch, { recursive: true });
}

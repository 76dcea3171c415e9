import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeNpy, encodeNpy } from '../../src/formats/npy.js';
import { generator } from '../../src/numerics/generator.js';
import { judgeMap } from '../../src/numerics/tsne/judge-map.js';
import { rowsInMemory } from '../../src/numerics/vector-rows.js';
import { loadTsneJs, tsneJsVersion } from '../../src/steps/embedding/find-tsne-js.js';
import { tsne } from '../../src/steps/tsne.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();

function writeVectors(nRows: number, nColumns: number): string {
  const stream = generator(0, 'tsne-js', nRows);
  const values = Float32Array.from(
    { length: nRows * nColumns },
    (_, i) => 8 * (Math.floor(i / nColumns) % 3) + stream.normal(),
  );
  const path = join(folder, `vectors-${nRows}.npy`);
  writeFileSync(path, encodeNpy({ shape: [nRows, nColumns], values }));
  return path;
}

test('tsne-js draws a map whose divergence, by our measure, is not far from ours, and another one each time', async () => {
  const vectors = writeVectors(90, 4);
  const params = { perplexity: 10, iterations: 400 };
  const run = async (engine: string) => {
    const outcome = await runStep(tsne, { inputs: { vectors }, params: { ...params, engine } });
    assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
    const points = decodeNpy(readFileSync(outcome.path('embedding')));
    assert.ok(points.ok && (points.value.values as Float32Array).every(Number.isFinite));
    const divergence = outcome.measures['kl_divergence'];
    assert.ok(typeof divergence === 'number');
    return { outcome, divergence, bytes: readFileSync(outcome.path('embedding')) };
  };
  const [ours, theirs, again] = [await run('wasm'), await run('tsne-js'), await run('tsne-js')];
  const array = decodeNpy(readFileSync(vectors));
  assert.ok(array.ok);
  const source = rowsInMemory({ values: array.value.values as Float32Array, nRows: 90, nColumns: 4 });
  const stream = generator(0, 'random map');
  const anywhere = Float32Array.from({ length: 180 }, () => 10 * stream.normal());
  const judged = await judgeMap(source, [...Array(90).keys()], anywhere, { perplexity: 10, threads: 1 });
  // It ends sooner than ours, with other gains: nearer to ours than to points thrown anywhere is what there is to expect.
  const halfway = (ours.divergence + (judged?.divergence ?? NaN)) / 2;
  assert.ok(theirs.divergence > 0.8 * ours.divergence && theirs.divergence < halfway, `${theirs.divergence}`);
  assert.not.equal(theirs.bytes, again.bytes);
  assert.match(theirs.outcome.notes[0]?.text ?? '', /starts at random/);
  const summary = JSON.parse(readFileSync(theirs.outcome.path('summary'), 'utf8')) as Record<string, unknown>;
  assert.equal([summary['engine'], summary['seed'], summary['initialisation']], ['tsne-js', null, 'random']);
});

test('more vectors than it can bear are refused, naming the default engine', async () => {
  const { result } = await runStep(tsne, {
    inputs: { vectors: writeVectors(1001, 2) },
    params: { engine: 'tsne-js' },
  });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-parameter');
  assert.is(result.failure.parameter, 'engine');
  assert.is(result.failure.found, 'tsne-js for 1001 vectors');
  assert.match(result.failure.remedy, /`engine: wasm`, the default/);
});

test('the key of a step names the engine’s version and that its bytes are drawn at random', () => {
  const classes = (engine: string) => tsne.reproducibility?.({ engine, seed: 0 });
  assert.equal(classes('wasm'), {});
  assert.is(classes('tsne-js')?.['tsne-js'], tsneJsVersion());
  assert.match(classes('tsne-js')?.['start'] ?? '', /at random/);
  assert.match(tsneJsVersion() ?? '', /^1\./);
});

test('an engine that is absent, broken or another thing is unavailable, with what to install', () => {
  const loadBy = (load: () => unknown) => {
    const loaded = loadTsneJs(load);
    if (loaded.ok) throw new Error('it loaded');
    return loaded.failure;
  };
  const absent = loadBy(() => {
    throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
  });
  assert.equal(absent, {
    reason: 'engine-unavailable',
    engine: 'tsne-js',
    cause: 'tsne-js is not installed',
    remedy: 'install it beside skysort with `npm install tsne-js`, or take `engine: wasm`',
  });
  const broken = loadBy(() => {
    throw new Error('of syntax\nand more');
  });
  assert.is(broken.cause, 'it does not load: of syntax');
  assert.is(loadBy(() => ({})).cause, 'it is not the library known');
});

test.run();

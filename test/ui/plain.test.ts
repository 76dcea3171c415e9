import { PassThrough } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunEvent } from '../../src/core/events.js';
import type { InstanceId } from '../../src/core/identifiers.js';
import { jsonPrinter } from '../../src/ui/json.js';
import { plainPrinter } from '../../src/ui/plain.js';
import type { RunPrinter } from '../../src/ui/run-printer.js';
import { sampleEvents, type SampleRun } from './sample-events.js';

async function printed(
  make: (stream: PassThrough) => RunPrinter,
  options: SampleRun = {},
): Promise<string[]> {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  const printer = make(stream);
  for (const event of sampleEvents(options)) printer.event(event);
  await printer.close();
  return text.split('\n').slice(0, -1);
}

test('a log begins with what is run and ends with where to look', async () => {
  const lines = await printed(plainPrinter);
  assert.is(
    lines[0],
    '00:00 galaxies (workflows/galaxies.yaml): 8 steps, 10 instances, 2 cores, runs/galaxies/20261124T233159Z-3fa9',
  );
  assert.equal(lines.slice(-4), [
    'warning images: 2 of 3,942 images were skipped: constant pixels',
    'done in 1m 12s: 10 ran',
    'report: runs/galaxies/20261124T233159Z-3fa9/outputs/report/report.html',
    'run folder: runs/galaxies/20261124T233159Z-3fa9',
  ]);
});

test('a step has a line when it starts, with the reason, and one when it ends, with its figures', async () => {
  const lines = await printed(plainPrinter);
  assert.equal(
    lines.filter((line) => line.includes('clusters@k=6')),
    [
      '00:59 clusters@k=6: started, never ran',
      '01:00 clusters@k=6: ran in 0.6s: inertia 151,667, iterations 16',
    ],
  );
  assert.ok(
    lines.includes(
      '00:12 autoencoder: started, parameter epochs changed from 5 to 30; input images: content changed (a1b2c3d4 -> 99ff0011)',
    ),
  );
});

test('progress has a line at most every ten seconds for each step', async () => {
  const lines = await printed(plainPrinter);
  assert.equal(
    lines.filter((line) => line.startsWith('00:') && line.includes(' autoencoder: epoch')),
    [
      '00:22 autoencoder: epoch 6 of 30, 20%, 40 epochs/min, 35s left, loss 0.4372, val_loss 0.4558',
      '00:32 autoencoder: epoch 13 of 30, 43%, 40 epochs/min, 25s left, loss 0.3374, val_loss 0.3521',
      '00:43 autoencoder: epoch 20 of 30, 66%, 40 epochs/min, 14s left, loss 0.3085, val_loss 0.3110',
      '00:53 autoencoder: epoch 27 of 30, 90%, 40 epochs/min, 4s left, loss 0.2965, val_loss 0.3163',
    ],
  );
});

test("a program's lines are shown without its colours", async () => {
  const lines = await printed(plainPrinter);
  assert.ok(
    lines.includes('01:08 crossmatch | matched 400 of 2400 rows against the catalogue'),
    lines.join('\n'),
  );
});

test('a failure is told where it happens and again at the end, with what to do', async () => {
  const lines = await printed(plainPrinter, { failing: [6] });
  assert.ok(
    lines.includes(
      '01:00 clusters@k=6: failed after 0.6s: parameter k: found 6, expected at most 3,152, the number of vectors',
    ),
    lines.join('\n'),
  );
  assert.equal(lines.slice(-6), [
    'failed clusters@k=6: parameter k: found 6, expected at most 3,152, the number of vectors',
    '  to mend it: lower k, or add images',
    'warning images: 2 of 3,942 images were skipped: constant pixels',
    'failed after 1m 12s: 9 ran, 1 failed',
    'what was finished is kept: once that is mended, the same command goes on from there',
    'run folder: runs/galaxies/20261124T233159Z-3fa9',
  ]);
});

test('a run that finds everything in the cache says that there was nothing to do', async () => {
  const lines = await printed(plainPrinter, { cached: 'all' });
  assert.ok(lines.includes('nothing to do: everything is fresh (10 instances, 1m 11s saved by the cache)'));
  assert.ok(lines.includes('00:00 images: cached (12.4s saved): good 3,940, skipped 2'));
});

test('a cancelled run says that it goes on from there', async () => {
  const lines = await printed(plainPrinter, { cancelledAtMs: 30_000 });
  assert.ok(lines.includes('cancelled after 30.0s: 2 ran, 7 skipped, 1 cancelled'), lines.join('\n'));
  assert.ok(lines.includes('what was finished is kept: the same command goes on from there'));
});

test('JSON is each event as it is, one a line, with the speed and the time left of what goes on', async () => {
  const lines = await printed(jsonPrinter);
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const withoutSpeed = events.map((event) =>
    Object.fromEntries(
      Object.entries(event).filter(([name]) => !['perSecond', 'secondsLeft'].includes(name)),
    ),
  );
  assert.equal(
    withoutSpeed,
    sampleEvents().map((event) => JSON.parse(JSON.stringify(event)) as unknown),
  );
  const at = (seconds: number): string => new Date(seconds * 1000).toISOString();
  const progress = (seconds: number, done: number): RunEvent => ({
    ...{ at: at(seconds), type: 'step-progress', id: 'a' as InstanceId, done, total: 1000, unit: 'images' },
  });
  const stream = new PassThrough();
  const printer = jsonPrinter(stream);
  for (const event of [progress(0, 0), progress(1, 200), progress(2, 400)]) printer.event(event);
  await printer.close();
  assert.equal(
    String(stream.read())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .map(({ perSecond, secondsLeft }) => [perSecond, secondsLeft]),
    [
      [undefined, undefined],
      [200, 4],
      [200, 3],
    ],
  );
});

for (const [name, make] of [
  ['log', plainPrinter],
  ['JSON', jsonPrinter],
] as const) {
  test(`a reader of the ${name} who leaves does not end the run`, async () => {
    const stream = new PassThrough();
    const printer = make(stream);
    const [first, ...rest] = sampleEvents();
    if (first !== undefined) printer.event(first);
    stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await new Promise((resolve) => setImmediate(resolve));
    for (const event of rest) printer.event(event);
    await printer.close();
  });
}

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunEvent } from '../../src/core/events.js';
import type { InstanceId } from '../../src/core/identifiers.js';
import {
  emptyScreenModel,
  screenModel,
  type InstanceModel,
  type ScreenModel,
} from '../../src/ui/screen-model.js';
import { interruptedRun } from '../../src/ui/interrupted-run.js';
import { sampleEvents, sampleRun, type SampleRun } from './sample-events.js';

function fold(events: readonly RunEvent[]): ScreenModel {
  return events.reduce((model, event) => screenModel(model, event, Date.parse(event.at)), emptyScreenModel);
}

function foldUntil(ms: number, options: SampleRun = {}): ScreenModel {
  return fold(
    sampleRun(options)
      .filter(({ atMs }) => atMs <= ms)
      .map(({ event }) => event),
  );
}

function instance(model: ScreenModel, id: string): InstanceModel {
  const found = model.instances[model.positions.get(id as InstanceId) ?? -1];
  if (found === undefined) throw new Error(`no instance ${id}`);
  return found;
}

test('of a run whose process is gone nothing goes on: what ran was stopped then, and what waited never begins', () => {
  const before = foldUntil(6000);
  assert.is(before.counts.running, 1);
  const after = interruptedRun(before, (before.startedMs ?? 0) + 6000);
  assert.equal([after.counts.running, after.counts.waiting], [0, 0]);
  assert.is(after.counts.cancelled, 1 + before.counts.waiting);
  assert.is(instance(after, 'images').state, 'cancelled');
  assert.is(instance(after, 'images').seconds, 6);
  assert.is(after.finished, undefined);
});

test('a series knows the step of each of its values, which need not be every one', () => {
  const at = '2026-11-24T23:31:59.123Z';
  const id = 'map' as InstanceId;
  const told = [50, 100, 150].map((step) => ({
    ...{ at, type: 'step-metric' as const, id, step, total: 1000, unit: 'iteration' },
    values: step === 100 ? { kl: 1 / step } : { kl: 1 / step, gradient: 2 },
  }));
  const { seriesSteps } = instance(fold([...sampleEvents().slice(0, 1), ...told]), 'map');
  assert.equal(seriesSteps, { kl: [50, 100, 150], gradient: [50, 150] });
});

test('a run begins with every step waiting, the cells of a sweep under their step', () => {
  const model = fold(sampleEvents().slice(0, 1));
  assert.is(model.counts.waiting, 10);
  assert.equal(
    model.steps.map(({ name, positions }) => `${name} ${positions.length}`),
    ['images 1', 'split 1', 'autoencoder 1', 'latents 1', 'clusters 3', 'map 1', 'crossmatch 1', 'report 1'],
  );
});

test('a running step has its reasons, its progress and the time when it started', () => {
  const model = foldUntil(6000);
  const images = instance(model, 'images');
  assert.is(images.state, 'running');
  assert.equal(images.reasons, [{ rule: 'never-ran' }]);
  assert.is(images.progress?.unit, 'images');
  assert.ok(Math.abs((images.progress?.rate ?? 0) - 3940 / 12.4) < 5, String(images.progress?.rate));
  assert.is(images.startedMs, model.startedMs);
});

test('the losses of all epochs are kept in order, for training and validation', () => {
  const autoencoder = instance(fold(sampleEvents({ epochs: 12 })), 'autoencoder');
  assert.is(autoencoder.series['loss']?.length, 12);
  assert.is(autoencoder.series['val_loss']?.length, 12);
  assert.is(autoencoder.metric?.step, 12);
  assert.is(autoencoder.series['loss']?.at(-1), autoencoder.metric?.values['loss']);
});

test('a training that begins again does not draw over its old losses', () => {
  const events = sampleEvents({ epochs: 3 });
  const id = 'autoencoder' as InstanceId;
  const again: RunEvent = {
    at: '2026-11-24T23:40:00.000Z',
    ...{ type: 'step-metric', id, step: 1, total: 3, unit: 'epoch', values: { loss: 0.5 } },
  };
  assert.equal(instance(fold([...events, again]), 'autoencoder').series, { loss: [0.5] });
});

test('a sweep counts its cells, and scrolls away when the last is over', () => {
  const partial = foldUntil(60_000);
  const clusters = partial.steps[partial.stepPositions.get('clusters') ?? -1];
  assert.is(clusters?.finished, false);
  const names = (model: ScreenModel): string[] =>
    model.scroll.flatMap((item) => (item.what === 'step' ? (model.steps[item.place]?.name ?? []) : []));
  assert.not.ok(names(partial).includes('clusters'));
  const whole = fold(sampleEvents());
  assert.equal(
    names(whole),
    whole.steps.map((step) => step.name),
  );
});

test('a cell that fails is told at once, while its step goes on', () => {
  const model = fold(sampleEvents({ k: [3, 6, 7], failing: [6] }));
  const [told] = model.scroll.filter((item) => item.what === 'failed-cell');
  assert.is(model.instances[told?.place ?? -1]?.id, 'clusters@k=6');
  assert.is(model.counts.failed, 1);
});

test('a step whose end is told twice scrolls away once', () => {
  const events = sampleEvents();
  const again: RunEvent = {
    at: '2026-11-24T23:40:00.000Z',
    ...{ type: 'step-finished', id: 'images' as InstanceId, state: 'cached', seconds: 0 },
  };
  assert.is(fold([...events, again]).scroll.length, fold(events).scroll.length);
});

test('only the last lines of a program are kept', () => {
  const { lines } = instance(fold(sampleEvents()), 'crossmatch');
  assert.is(lines.length, 4);
  assert.match(lines.at(-1) ?? '', /2400\S* of 2400/);
});

test('an event about an instance that the plan lacks changes nothing', () => {
  const model = fold(sampleEvents().slice(0, 3));
  const stray: RunEvent = {
    at: '2026-11-24T23:40:00.000Z',
    ...{ type: 'step-finished', id: 'nobody' as InstanceId, state: 'ran', seconds: 1 },
  };
  assert.is(screenModel(model, stray, 0), model);
});

test('folding changes no earlier model', () => {
  const events = sampleEvents();
  const half = fold(events.slice(0, 50));
  const copy = structuredClone({ instances: half.instances, counts: half.counts, steps: half.steps });
  events.slice(50).reduce((model, event) => screenModel(model, event, 0), half);
  assert.equal({ instances: half.instances, counts: half.counts, steps: half.steps }, copy);
});

test('whatever the sweep and wherever the run stands, the counts add up to the instances', () => {
  const cells = fc.uniqueArray(fc.integer({ min: 2, max: 60 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(cells, fc.nat(90_000), fc.boolean(), (k, ms, fails) => {
      const model = foldUntil(ms, { k, failing: fails ? k.slice(0, 2) : [] });
      const sum = (counts: Readonly<Record<string, number>>): number =>
        Object.values(counts).reduce((total, count) => total + count, 0);
      const bySteps = model.steps.reduce((total, step) => total + sum(step.counts), 0);
      return sum(model.counts) === model.instances.length && bySteps === model.instances.length;
    }),
    { numRuns: 30 },
  );
});

test.run();

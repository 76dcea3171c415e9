import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  advanceMeter,
  fractionDone,
  secondsLeft,
  wholeMeter,
  type ProgressMeter,
} from '../../src/ui/progress-meter.js';

function meterOf(reports: readonly (readonly [ms: number, done: number])[], total = 100): ProgressMeter {
  let meter: ProgressMeter | undefined;
  for (const [ms, done] of reports) meter = advanceMeter(meter, { done, total, unit: 'images' }, ms);
  if (meter === undefined) throw new Error('no reports');
  return meter;
}

test('steady work gives its speed and the time that is left', () => {
  const meter = meterOf([0, 1, 2, 3, 4].map((second) => [second * 1000, second * 10]));
  assert.is(meter.rate, 10);
  assert.is(secondsLeft(meter, 4000), 6);
  assert.is(fractionDone(meter), 0.4);
});

test('the time left runs down between reports, and never below nothing', () => {
  const meter = meterOf([
    [0, 0],
    [1000, 10],
  ]);
  assert.is(secondsLeft(meter, 3000), 7);
  assert.is(secondsLeft(meter, 60_000), 0);
});

test('there is no guess before there is a speed', () => {
  assert.is(secondsLeft(meterOf([[0, 5]]), 1000), undefined);
  assert.is(
    meterOf([
      [0, 0],
      [50, 20],
    ]).rate,
    undefined,
  );
});

test('one slow second changes a speed only a little', () => {
  const steady = [0, 1, 2, 3, 4].map((second) => [second * 1000, second * 10] as const);
  const { rate } = meterOf([...steady, [5000, 41]]);
  assert.ok(rate !== undefined && rate > 8 && rate < 10, String(rate));
});

test('counting within each epoch is seen, and then the epochs stand for the whole', () => {
  const batches = meterOf([
    [0, 50],
    [1000, 100],
    [2000, 10],
  ]);
  const epochs = advanceMeter(undefined, { done: 1, total: 30, unit: 'epoch' }, 1000);
  assert.is(batches.restarts, 1);
  assert.is(wholeMeter(batches, epochs), epochs);
  const overall = meterOf(
    [
      [0, 1],
      [1000, 2],
    ],
    3000,
  );
  assert.is(wholeMeter(overall, epochs), overall);
  assert.is(wholeMeter(undefined, epochs), epochs);
  assert.is(wholeMeter(overall, undefined), overall);
});

test('nothing to do is no part of anything', () => {
  assert.is(fractionDone(meterOf([[0, 0]], 0)), 0);
});

test('a meter never shows less than none or more than all', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(10_000), fc.nat(200))), (reports) => {
      let now = 0;
      let meter: ProgressMeter | undefined;
      for (const [gap, done] of reports) {
        now += gap;
        meter = advanceMeter(meter, { done, total: 100, unit: 'x' }, now);
        const left = secondsLeft(meter, now);
        if (fractionDone(meter) < 0 || fractionDone(meter) > 1) return false;
        if (left !== undefined && !(left >= 0)) return false;
      }
      return true;
    }),
  );
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chanceOfGathering } from '../../../src/numerics/artifact-evidence/chance-of-gathering.js';
import { cleanReferences } from '../../../src/numerics/artifact-evidence/clean-references.js';
import { robustReference, robustZ } from '../../../src/numerics/artifact-evidence/robust-z.js';
import { wilsonInterval } from '../../../src/numerics/artifact-evidence/wilson-interval.js';

const zOf = (values: readonly number[], floor: number): number[] => {
  const reference = robustReference(Float64Array.from(values), floor);
  return values.map((value) => robustZ(value, reference));
};

const near = (value: number, expected: number, within = 1e-12): void =>
  assert.ok(Math.abs(value - expected) <= within, `${value}, not ${expected}`);

test('z is the distance from the median in scaled median deviations, whatever the largest value is', () => {
  // Median 3, deviations 2 1 0 1 and the rest: their median is 1.
  for (const largest of [5, 5e6]) {
    const z = zOf([1, 2, 3, 4, largest, NaN], 0.1);
    near(z[0]!, -2 / 1.482602218505602);
    near(z[4]!, (largest - 3) / 1.482602218505602, 1e-12 * largest);
    assert.ok(Number.isNaN(z[5]));
  }
});

test('where more than half are equal the floor is the deviation', () => {
  assert.equal(zOf([0, 0, 0, 1, 2], 0.5), [0, 0, 0, 2, 4]);
  assert.ok(
    Number.isNaN(robustZ(1, robustReference(new Float64Array(0), 1))),
    'nothing is known of an empty sample',
  );
});

/** Evenly over [0, 1), in no order. */
const sound = Float64Array.from({ length: 100 }, (_, item) => ((37 * item) % 100) / 100);
const raised = (by: (item: number) => number): Float64Array =>
  sound.map((value, item) => (item < 45 ? value + by(item) : value));

test('nearly half of the items raised in one column, and by less in another, do not widen what is normal', () => {
  const little = raised((item) => 1 + (item % 4));
  const much = raised(() => 100);
  const plain = robustReference(little, 0.01);
  const [clean] = cleanReferences([
    { values: little, floor: 0.01 },
    { values: much, floor: 0.01 },
  ]);
  const truth = robustReference(sound.slice(45), 0.01);
  assert.equal(clean, truth);
  assert.ok(plain.deviation > 2 * truth.deviation && plain.median > 1.5 * truth.median);
});

test('an item once left out stays out, and one that comes to stand out by that follows', () => {
  // Of all the median is 7.5 and the deviation 3.7; without the hundreds 6 and 2.97.
  const values = Float64Array.of(4, 4, 4, 5, 5, 5, 6, 6, 9, 9, 9, 9, 22, 22, 100, 100, NaN);
  const kept = [4, 4, 4, 5, 5, 5, 6, 6, 9, 9, 9, 9];
  const all = robustReference(values, 0.1);
  assert.ok(robustZ(22, all) < 5, 'it hides behind the largest');
  assert.equal(cleanReferences([{ values, floor: 0.1 }]), [robustReference(Float64Array.from(kept), 0.1)]);
});

test('without an item that stands out, and of none, the measure is of all', () => {
  assert.equal(cleanReferences([{ values: sound, floor: 0.01 }]), [robustReference(sound, 0.01)]);
  assert.ok(Number.isNaN(cleanReferences([{ values: new Float64Array(0), floor: 1 }])[0]?.median));
});

test("Wilson's interval of 5 and of 0 of 10 is the published one, and nothing seen says nothing", () => {
  const half = wilsonInterval(5, 10);
  near(half.low, 0.2366, 5e-5);
  near(half.high, 0.7634, 5e-5);
  const none = wilsonInterval(0, 10);
  assert.is(none.low, 0);
  near(none.high, 0.2775, 5e-5);
  assert.equal(wilsonInterval(0, 0), { low: 0, high: 1 });
});

test('the interval lies within [0, 1], holds the share, and narrows with more images', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), (total, draw) => {
      const count = draw % (total + 1);
      const { low, high } = wilsonInterval(count, total);
      const wider = wilsonInterval(count, total);
      const narrower = wilsonInterval(10 * count, 10 * total);
      return (
        low >= 0 &&
        high <= 1 &&
        low <= count / total &&
        high >= count / total &&
        narrower.high - narrower.low < wider.high - wider.low
      );
    }),
  );
});

test('chance by hand: the lady who tells four cups of eight', () => {
  near(chanceOfGathering(4, 4, 4, 8), 1 / 70, 1e-15);
  near(chanceOfGathering(3, 4, 4, 8), 17 / 70, 1e-15);
  assert.is(chanceOfGathering(0, 4, 4, 8), 1);
});

test('a group as large as all, or more marked than fit outside, is no surprise', () => {
  assert.is(chanceOfGathering(4, 8, 4, 8), 1);
  assert.is(chanceOfGathering(2, 6, 4, 8), 1);
  assert.is(chanceOfGathering(0, 0, 0, 0), 1);
});

test('chance falls with every marked image more, and stays finite for large groups', () => {
  const chances = [0, 50, 100, 150, 200, 400].map((count) => chanceOfGathering(count, 400, 5000, 40000));
  for (let i = 1; i < chances.length; i += 1) assert.ok(chances[i]! < chances[i - 1]!, chances.join(' '));
  assert.ok(chances.at(-1)! >= 0);
  // The mean is 50: about half of the draws reach it.
  assert.ok(chances[1]! > 0.45 && chances[1]! < 0.6);
});

test.run();

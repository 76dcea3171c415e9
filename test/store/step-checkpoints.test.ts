import { readFileSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Note } from '../../src/core/step.js';
import { CheckpointBudget } from '../../src/store/checkpoint-budget.js';
import type { FileSystem } from '../../src/store/file-system.js';
import { StepCheckpoints } from '../../src/store/step-checkpoints.js';
import { flipBit } from '../support/chain-rig.js';
import { failingFileSystem } from '../support/failing-file-system.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function opened(folder: string, files?: FileSystem) {
  const notes: Note[] = [];
  const ports = { note: (note: Note) => void notes.push(note), clockMs: () => 0 };
  const checkpoints = new StepCheckpoints(folder, files === undefined ? ports : { ...ports, files });
  return { checkpoints, notes };
}

/** A small part and one that is longer than a piece that is read at once, in memory that threads share. */
function partsOf(fill: number): Uint8Array[] {
  const large = new Uint8Array(new SharedArrayBuffer(3_000_001));
  return [Uint8Array.from([fill, 2, 3]), large.map((_, i) => (i * fill) % 251), new Uint8Array(0)];
}

const path = (folder: string, position: number): string =>
  join(folder, `${String(position).padStart(15, '0')}.checkpoint`);

test('a state comes back with its position, its facts and its bytes', async () => {
  const folder = join(temporaryFolder(), 'family');
  await opened(folder).checkpoints.save(7, { sum: 0.1, list: [1, 'two'] }, partsOf(5));
  const parts = partsOf(0);
  const restored = await opened(folder).checkpoints.restore(7, parts);
  assert.equal(restored, { position: 7, facts: { sum: 0.1, list: [1, 'two'] } });
  assert.equal(parts, partsOf(5));
});

test('the state that came furthest is taken, but none beyond the limit', async () => {
  const folder = temporaryFolder();
  const { checkpoints } = opened(folder);
  await checkpoints.save(20, { of: 'the longer' }, []);
  await checkpoints.save(8, { of: 'the shorter' }, []);
  assert.equal((await checkpoints.restore(100, []))?.facts, { of: 'the longer' });
  assert.equal((await checkpoints.restore(19, []))?.facts, { of: 'the shorter' });
  assert.is(await checkpoints.restore(7, []), undefined);
  assert.is(await opened(join(folder, 'nothing')).checkpoints.restore(100, []), undefined);
});

test('what had not come as far goes, with what killed writers have left for long', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'old.tmp'), '');
  utimesSync(join(folder, 'old.tmp'), 1, 1);
  writeFileSync(join(folder, 'new.tmp'), '');
  const { checkpoints } = opened(folder);
  for (const position of [9, 3, 6]) await checkpoints.save(position, {}, []);
  assert.equal(readdirSync(folder).sort(), [path('', 6), path('', 9), 'new.tmp'].sort());
});

const damages: readonly (readonly [string, (file: string) => void])[] = [
  ['of which one bit has flipped', (file) => flipBit(file, 8 * 1_500_000)],
  ['of which a bit of the facts has flipped', (file) => flipBit(file, 8 * 45)],
  ['that is cut short', (file) => truncateSync(file, 2_000_000)],
  ['that is empty', (file) => truncateSync(file, 0)],
  ['that is something else', (file) => writeFileSync(file, 'x'.repeat(100))],
];
for (const [name, damage] of damages) {
  test(`a state ${name} is passed over for the one before, and named in a note`, async () => {
    const folder = temporaryFolder();
    const { checkpoints, notes } = opened(folder);
    await checkpoints.save(9, {}, partsOf(9));
    await checkpoints.save(4, {}, partsOf(4));
    damage(path(folder, 9));
    const parts = partsOf(0);
    assert.is((await checkpoints.restore(9, parts))?.position, 4);
    assert.equal(parts, partsOf(4));
    assert.equal(
      notes.map(({ level, text }) => [level, text]),
      [['warning', `the checkpoint ${path(folder, 9)} was not used: damaged`]],
    );
  });
}

test('a state of other parts is passed over, and leaves the parts as they were', async () => {
  const folder = temporaryFolder();
  const { checkpoints, notes } = opened(folder);
  await checkpoints.save(1, {}, [new Uint8Array(4)]);
  const parts = [Uint8Array.from([1, 2, 3])];
  assert.is(await checkpoints.restore(1, parts), undefined);
  assert.equal(parts, [Uint8Array.from([1, 2, 3])]);
  assert.is(notes.length, 1);
});

test('a disk without room is told once, leaves nothing half-written, and the step goes on without', async () => {
  for (let n = 1; n <= 4; n++) {
    const folder = temporaryFolder();
    const { checkpoints, notes } = opened(folder, failingFileSystem(n, 'ENOSPC').files);
    await checkpoints.save(1, {}, partsOf(1));
    await checkpoints.save(2, {}, partsOf(1));
    assert.is(checkpoints.isDue(1, true), false);
    assert.equal(
      notes.map(({ level }) => level),
      ['warning'],
      `call ${n}`,
    );
    assert.match(notes[0]!.text, 'ENOSPC');
    assert.equal(readdirSync(folder), []);
  }
});

test('two runs that keep states of one family at once leave whole ones', async () => {
  const folder = temporaryFolder();
  const [one, other] = [opened(folder).checkpoints, opened(folder).checkpoints];
  const counts = Array.from({ length: 12 }, (_, i) => i);
  await Promise.all([
    ...[one, other].map(async (checkpoints) => {
      for (const i of counts) await checkpoints.save(i, { i }, partsOf(i));
    }),
    (async () => {
      for (const i of counts) {
        const restored = await opened(folder).checkpoints.restore(100, partsOf(0));
        assert.is(restored?.facts['i'], restored?.position, `look ${i}`);
      }
    })(),
  ]);
  assert.equal(readdirSync(folder), [path('', 11)]);
  assert.ok(readFileSync(path(folder, 11)).length > 3_000_000);
});

/** Keeps a state whenever it is due, for so long. @returns The part of the time that it took, and how often. */
function played(options: { hours: number; stepMs: number; epochSteps: number; costMs: number }) {
  let nowMs = 0;
  let spentMs = 0;
  let times = 0;
  const budget = new CheckpointBudget(() => nowMs);
  for (let step = 1; nowMs < options.hours * 3_600_000; step++) {
    nowMs += options.stepMs;
    if (!budget.isDue(832e6, step % options.epochSteps === 0)) continue;
    const beganMs = nowMs;
    nowMs += options.costMs;
    budget.spend(832e6, beganMs);
    spentMs += options.costMs;
    times += 1;
  }
  return { part: spentMs / nowMs, times };
}

test('states cost less than 2% of the time, whatever one costs, and a cheap one is kept every minute and each epoch', () => {
  for (const costMs of [5, 200, 2000, 10_000, 60_000]) {
    const { part, times } = played({ hours: 5, stepMs: 400, epochSteps: 100, costMs });
    assert.ok(part < 0.02, `${part} at ${costMs} ms`);
    assert.ok(times >= 4, `${times} at ${costMs} ms`);
  }
  // Epochs of two minutes: one state in the midst of each and one at its end.
  const { times } = played({ hours: 1, stepMs: 400, epochSteps: 300, costMs: 5 });
  assert.ok(times >= 58 && times <= 60, String(times));
});

test('what a state has cost tells what the next will', () => {
  let nowMs = 0;
  const budget = (costMs: number): CheckpointBudget => {
    nowMs = 0;
    const made = new CheckpointBudget(() => nowMs);
    assert.ok(made.isDue(50e6, true));
    nowMs = costMs;
    made.spend(50e6, 0);
    return made;
  };
  // 1.5% of the time and 250 ms at once must pay for two states of 2 s, where a state was expected to take 0.1 s.
  const slow = budget(2000);
  nowMs = 200_000;
  assert.not(slow.isDue(50e6, true));
  nowMs = 260_000;
  assert.ok(slow.isDue(50e6, true));
  // Ten times as much in 0.1 s, where 1.3 s were expected.
  assert.ok(budget(12).isDue(500e6, true));
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseActions, chooseObjects, type Roots } from '../../../src/store/gc/choose-garbage.js';
import type { ActionEntry, Entry, Inventory } from '../../../src/store/gc/inventory.js';

const entry = (path: string, bytes: number, modifiedMs: number): Entry => ({
  ...{ path, bytes, inode: 1, modifiedMs, changedMs: modifiedMs },
});

function inventory(
  actions: Readonly<Record<string, readonly [usedMs: number, ...objects: string[]]>>,
  sizes: Readonly<Record<string, number>>,
): Inventory {
  return {
    actions: Object.entries(actions).map(([key, [usedMs, ...objects]]): ActionEntry => ({
      ...entry(key, 10, usedMs),
      key,
      objects,
    })),
    objects: new Map(Object.entries(sizes).map(([digest, bytes]) => [digest, entry(digest, bytes, 0)])),
    temporaries: [],
  };
}

const noRoots: Roots = { keys: new Set(), objects: new Set(), keepSinceMs: Infinity };
const chosen = (all: Inventory, maxBytes: number, roots = noRoots): string[] =>
  chooseActions(all, roots, { maxBytes, maxAgeMs: Infinity }, 1000).map(({ key }) => key);

test('an object that two results share frees nothing until both are gone', () => {
  const all = inventory({ a: [1, 'x'], b: [2, 'x'], c: [3, 'y'] }, { x: 100, y: 50 });
  assert.equal(chosen(all, 120), ['a', 'b']);
});

test('an object that a result names twice is freed with it', () => {
  const all = inventory({ a: [1, 'x', 'x'], b: [2, 'y'] }, { x: 100, y: 50 });
  assert.equal(chosen(all, 60), ['a']);
  const shared = inventory({ a: [1, 'x', 'x'], b: [2, 'x'], c: [3, 'y'] }, { x: 100, y: 50 });
  assert.equal(chosen(shared, 120), ['a', 'b']);
});

test('what no result names counts as gone already', () => {
  const all = inventory({ a: [1, 'x'], b: [2, 'y'] }, { x: 100, y: 50, orphan: 500 });
  assert.equal(chosen(all, 150), []);
  assert.equal(chosen(all, 149), ['a']);
});

test('an object that a run keeps is not counted as freed', () => {
  const all = inventory({ a: [1, 'x'], b: [2, 'y'] }, { x: 100, y: 50 });
  assert.equal(chosen(all, 120, { ...noRoots, objects: new Set(['x']) }), ['a', 'b']);
  assert.equal(
    chooseObjects(all, [], { ...noRoots, objects: new Set(['x']) }).map(({ path }) => path),
    ['y'],
  );
});

test.run();

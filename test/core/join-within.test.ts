import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { joinWithin } from '../../src/core/join-within.js';

test('names below a folder are joined to it', () => {
  assert.is(joinWithin('/runs', 'a', 'b.txt'), '/runs/a/b.txt');
  assert.is(joinWithin('/runs', 'a/../b'), '/runs/b');
  assert.is(joinWithin('runs', '..b'), 'runs/..b');
});

test('names that lead out of the folder, or to the folder itself, are refused', () => {
  for (const name of ['..', '../runs2', 'a/../../b', '.', '', 'a/..'])
    assert.throws(() => joinWithin('/runs', name), /leads out of the folder/, name);
});

test.run();

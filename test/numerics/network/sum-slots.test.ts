import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Machine } from '../../../src/numerics/network/engine/machine.js';
import { sharedMemory } from '../../../src/numerics/wasm-kernels.js';

test('sixteen slots are summed by a tree of neighbours, whose roundings are not those of a sum in line', () => {
  const machine = new Machine(0);
  const [slots, target] = [machine.allocate(16 * 8), machine.allocate(8)];
  machine.attach(sharedMemory(machine.bytesFor(1)));
  const large = 2 ** 24;
  // Of large + 1 the 1 is lost: in line all of them, in the tree only that of large's own pair.
  machine
    .floats(slots, 32)
    .set(Array.from({ length: 16 }, (_, slot) => [slot === 0 ? large : 1, slot]).flat());
  machine.kernels.sum_slots(slots, 8, target, 2);
  assert.equal([...machine.floats(target, 2)], [large + 14, 120]);
});

test.run();

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readNpy } from '../../../src/formats/npy.js';
import type { Architecture, Weights } from '../../../src/numerics/network/architecture.js';
import { defaultOptimizers } from '../../../src/numerics/network/engine/optimizer.js';
import { imagesInMemory } from '../../../src/numerics/network/image-rows.js';
import { networkOf, valuesIn } from '../../../src/numerics/network/network.js';
import { presetArchitecture } from '../../../src/numerics/network/presets.js';
import { train } from '../../../src/numerics/network/train.js';
import { repositoryRoot } from '../../support/repository.js';

// Made by test/reference/network/adadelta.py, in float64.
const folder = join(repositoryRoot, 'test', 'reference', 'network');

async function values(name: string): Promise<Float32Array | Float64Array> {
  const array = await readNpy(join(folder, name));
  if (!array.ok) throw new Error(JSON.stringify(array.failure));
  return array.value.values as Float32Array | Float64Array;
}

/** The published dense network with 256 pixels and narrower layers. */
function smallDense(): Architecture {
  const units = [32, 16, 8, undefined, 16, 32, 256];
  const { layers } = presetArchitecture('dense', 16, 16);
  return {
    input: [256],
    layers: layers.map((layer, i) => (layer.kind === 'dense' ? { ...layer, units: units[i]! } : layer)),
  };
}

/** Cuts a flat array into a network's tensors, in the layers' order. */
function tensorsOf(architecture: Architecture, flat: Float32Array): Weights {
  let at = 0;
  return Object.fromEntries(
    networkOf(architecture)
      .layers.flatMap((layer) => layer.weights)
      .map(({ key, shape }) => [key, flat.slice(at, (at += valuesIn(shape)))] as const),
  );
}

const cases = { cnn: presetArchitecture('cnn', 16, 16), dense: smallDense() };
const losses = JSON.parse(readFileSync(join(folder, 'losses.json'), 'utf8')) as Record<string, number[]>;

for (const [name, architecture] of Object.entries(cases)) {
  test(`five steps of Adadelta on the ${name} network agree with NumPy in float64, moving statistics included`, async () => {
    const start = tensorsOf(architecture, Float32Array.from(await values(`start-${name}.npy`)));
    const images = Float32Array.from(await values('images.npy'));
    const outcome = await train(architecture, imagesInMemory(images, 256), undefined, {
      epochs: 5,
      batchSize: 6,
      loss: 'binary-crossentropy',
      optimizer: defaultOptimizers.adadelta,
      seed: 0,
      weights: start,
    });
    if (outcome.state !== 'done') throw new Error(outcome.state);
    outcome.history.forEach(({ loss }, i) =>
      assert.ok(Math.abs(loss - losses[name]![i]!) < 1e-6, `loss ${i}: ${loss}`),
    );
    const end = await values(`end-${name}.npy`);
    let at = 0;
    let moved = 0;
    for (const [key, tensor] of Object.entries(outcome.weights)) {
      tensor.forEach((value, i) => {
        const expected = end[at++]!;
        moved = Math.max(moved, Math.abs(expected - start[key]![i]!));
        assert.ok(Math.abs(value - expected) < 1e-5, `${key}[${i}]: found ${value}, expected ${expected}`);
      });
    }
    assert.is(at, end.length);
    assert.ok(moved > 1e-3, 'the weights have hardly moved');
  });
}

test.run();

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readNpy } from '../../../src/formats/npy.js';
import type { Architecture, Weights } from '../../../src/numerics/network/architecture.js';
import type { Loss } from '../../../src/numerics/network/engine/loss.js';
import type { Optimizer } from '../../../src/numerics/network/engine/optimizer.js';
import { imagesInMemory } from '../../../src/numerics/network/image-rows.js';
import { inferenceBatches } from '../../../src/numerics/network/inference.js';
import { networkOf, valuesIn, type Network } from '../../../src/numerics/network/network.js';
import { train } from '../../../src/numerics/network/train.js';
import { repositoryRoot } from '../../support/repository.js';

// Made by test/reference/keras-layers/make.py: Keras 3 in float64, rounded to float32. Relative to the largest value of a tensor,
// or to 1 where that is smaller, except for gradients, which may be small as a whole.
const tolerance = 1e-5;
const nImages = 3;
const nSteps = 5;

interface Case extends Architecture {
  readonly name: string;
  readonly loss: Loss;
  readonly optimizer?: Optimizer;
  readonly values: number;
}

const folder = join(repositoryRoot, 'test', 'reference', 'keras-layers');
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as readonly Case[];
const array = await readNpy(join(folder, 'values.npy'));
if (!array.ok) throw new Error(JSON.stringify(array.failure));
const reference = array.value.values as Float32Array;

type Take = (count: number) => Float32Array;

/** Hands out a case's numbers in the order in which they were written. */
function taker(start: number): Take {
  let at = start;
  return (count) => reference.subarray(at, (at += count));
}

function takeTensors(network: Network, take: Take): Record<string, Float32Array> {
  const tensors = network.layers.flatMap(({ weights }) => weights);
  return Object.fromEntries(tensors.map(({ key, shape }) => [key, take(valuesIn(shape))]));
}

const largest = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs));

function close(what: string, found: ArrayLike<number>, expected: ArrayLike<number>, allowed: number): void {
  assert.is(found.length, expected.length, what);
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs(found[i]! - expected[i]!);
    assert.ok(difference <= allowed, `${what}[${i}]: found ${found[i]!}, expected ${expected[i]!}`);
  }
}

const relative = (values: ArrayLike<number>): number => tolerance * Math.max(1, largest(values));

async function compareInference(one: Case, weights: Weights, images: Float32Array, take: Take) {
  const length = valuesIn(one.input);
  const expected = { outputs: take(nImages * length), losses: take(nImages) };
  const rows = imagesInMemory(images, length);
  let batches = 0;
  for await (const found of inferenceBatches(one, weights, rows, { loss: one.loss, threads: 1 })) {
    close('output', found.outputs, expected.outputs, relative(expected.outputs));
    close('loss of image', found.losses, expected.losses, relative(expected.losses));
    batches++;
  }
  assert.is(batches, 1);
}

async function trained(one: Case, weights: Weights, images: Float32Array, threads: number) {
  // With plain descent at a rate of 1, what the weights lose are the gradients.
  const { optimizer = { name: 'sgd', learningRate: 1, momentum: 0 } } = one;
  const outcome = await train(one, imagesInMemory(images, valuesIn(one.input)), undefined, {
    epochs: one.optimizer === undefined ? 1 : nSteps,
    batchSize: nImages,
    loss: one.loss,
    optimizer,
    seed: 0,
    threads,
    weights,
  });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  return outcome;
}

/** Gradients and, of batch norms, the statistics after one step. */
function compareStep(network: Network, before: Weights, after: Weights, expected: Weights): void {
  for (const { key, trainable } of network.layers.flatMap((layer) => layer.weights)) {
    const wanted = expected[key]!;
    if (!trainable) close(key, after[key]!, wanted, relative(wanted));
    else {
      const found = before[key]!.map((value, i) => value - after[key]![i]!);
      assert.ok(largest(wanted) > 1e-4, `${key}: there is no gradient to compare with`);
      // A weight holds its change to half a unit in its last place.
      close(`gradient of ${key}`, found, wanted, tolerance * largest(wanted) + 6e-8 * largest(before[key]!));
    }
  }
}

async function compareTraining(one: Case, weights: Weights, images: Float32Array, take: Take) {
  const network = networkOf(one);
  const losses = take(one.optimizer === undefined ? 1 : nSteps);
  const expected = takeTensors(network, take);
  for (const threads of [1, 3]) {
    const outcome = await trained(one, weights, images, threads);
    close(
      'loss',
      outcome.history.map(({ loss }) => loss),
      losses,
      relative(losses),
    );
    if (one.optimizer === undefined) compareStep(network, weights, outcome.weights, expected);
    else {
      for (const [key, values] of Object.entries(expected)) {
        // Small steps are held against their own size.
        const moved = largest(values.map((value, i) => value - weights[key]![i]!));
        close(key, outcome.weights[key]!, values, Math.min(relative(values), 0.01 * moved));
      }
    }
  }
}

let start = 0;
for (const one of cases) {
  const take = taker(start);
  const end = (start += one.values);
  test(`${one.name}: as Keras has it`, async () => {
    const network = networkOf(one);
    const images = take(nImages * valuesIn(one.input));
    const weights = takeTensors(network, take);
    await compareInference(one, weights, images, take);
    if (!one.layers.some(({ kind }) => kind === 'dropout')) await compareTraining(one, weights, images, take);
    assert.is(take(0).byteOffset, reference.byteOffset + 4 * end, 'numbers are left');
  });
}

test('every number of the file belongs to a case', () => assert.is(start, reference.length));

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseClusterings, type Choice } from '../../../src/cli/apply/choose-clusterings.js';
import { RunLinks } from '../../../src/cli/apply/run-links.js';
import type { Manifest } from '../../../src/core/manifest.js';

const encode = (id: string): object => ({ id, step: id, kind: 'encode', params: {}, cell: {}, inputs: {} });
const kmeans = (step: string, latents: string, seed: number): object => ({
  ...{ id: `${step}@seed=${seed}`, step, kind: 'kmeans', params: { k: 2, seed }, cell: { seed } },
  inputs: { vectors: [{ instance: latents, output: 'latents' }] },
});

/** What is said about a run of these instances where it cannot be chosen. */
function remedyOf(instances: readonly object[], choice: Choice = { ks: [] }): string | undefined {
  const links = new RunLinks({ run: 'r', instances } as unknown as Manifest);
  const chosen = chooseClusterings(links, choice);
  assert.not(chosen.ok);
  return !chosen.ok && chosen.failure.reason === 'usage' ? chosen.failure.remedy : undefined;
}

const both = [encode('a'), encode('b')];

test('the options that tell the ways through a run apart are named, both where one is not enough', () => {
  const separate = [...both, kmeans('p', 'a', 1), kmeans('q', 'b', 1)];
  assert.is(remedyOf(separate), 'choose by --clusters STEP, or by --latents STEP');
  assert.is(remedyOf([...both, kmeans('p', 'a', 1), kmeans('p', 'b', 2)]), 'choose by --latents STEP');
  assert.is(
    remedyOf([...both, kmeans('p', 'a', 1), kmeans('p', 'b', 2), kmeans('q', 'a', 1)]),
    'choose by both --clusters STEP and --latents STEP: --clusters p --latents a, or --clusters p --latents b, or --clusters q --latents a',
  );
});

test('one of the two given, the other is left to say', () => {
  const instances = [...both, kmeans('p', 'a', 1), kmeans('p', 'b', 2), kmeans('q', 'a', 1)];
  assert.is(remedyOf(instances, { clusters: 'p', ks: [] }), 'choose by --latents STEP');
});

test.run();

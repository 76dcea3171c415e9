import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../src/numerics/generator.js';
import { chainRig, flipBit } from '../support/chain-rig.js';
import type { Rig } from '../support/rig.js';

function digests(rig: Rig): unknown {
  return rig.manifest('chain').instances.map(({ id, key, outputs }) => ({ id, key, outputs }));
}

test('one flipped bit in an object, an action or a manifest is named, and never gives a wrong result', async () => {
  const rig = await chainRig();
  const expected = digests(rig);
  const random = generator(4, 'flipped-bits');
  const seen = { objects: 0, actions: 0, manifests: 0 };
  for (let round = 0; round < 50; round++) {
    const { run } = rig.manifest('chain');
    const manifest = `chain/${run}/manifest.json`;
    const stored = rig.storeListing().map((name) => `.cache/${name}`);
    const files = [...stored, manifest, manifest];
    const name = files[random.integer(files.length)]!;
    const path = rig.path('runs', name);
    flipBit(path, random.integer(8 * statSync(path).size));
    const about = `round ${round}: ${name}`;
    const named = await (name === manifest ? manifestIsNamed(rig, run) : resultIsNamed(rig));
    assert.ok(named, about);
    await rig.run('chain.yaml');
    assert.equal(digests(rig), expected, about);
    assert.is((await rig.skysort('doctor', '--store')).code, name === manifest ? 1 : 0, about);
    if (name === manifest) rmSync(join(path, '..'), { recursive: true });
    seen[name === manifest ? 'manifests' : name.includes('objects') ? 'objects' : 'actions'] += 1;
  }
  assert.ok(
    Object.values(seen).every((count) => count > 3),
    JSON.stringify(seen),
  );
});

async function manifestIsNamed(rig: Rig, run: string): Promise<boolean> {
  const [ls, show, why, doctor] = await Promise.all([
    rig.skysort('ls'),
    rig.skysort('show', 'chain'),
    rig.skysort('why', 'chain.yaml', 'last'),
    rig.skysort('doctor', '--store'),
  ]);
  return (
    ls.code === 0 &&
    /damaged/.test(ls.stdout) &&
    show.code === 4 &&
    show.stderr.includes('manifest.json') &&
    why.code === 0 &&
    doctor.stdout.replaceAll(/\s+/g, ' ').includes(`manifest of run ${run}`)
  );
}

async function resultIsNamed(rig: Rig): Promise<boolean> {
  const { code, stdout } = await rig.skysort('plan', 'chain.yaml');
  return code === 3 && /corrupt in the store/.test(stdout) && !/never ran/.test(stdout);
}

test.run();

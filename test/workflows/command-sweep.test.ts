// The example of a person's own programs as steps, as it stands in the repository.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../support/repository.js';
import { Rig } from '../support/rig.js';

const names = ['workflows/command-sweep.yaml', 'workflows/scripts/select_rows.py'];

function exampleRig(): Rig {
  const rig = new Rig();
  for (const name of names) rig.write(name, readFileSync(join(repositoryRoot, name)));
  return rig;
}

const run = (rig: Rig, ...args: string[]) => rig.run(names[0]!, '--set', 'galaxies=3', ...args);

if (spawnSync('python3', ['--version']).status === 0) {
  test('a Python script and a shell pipeline run once for each combination of a sweep', async () => {
    const rig = exampleRig();
    const { stderr } = await run(rig);
    const { ran = [] } = rig.idsByState('command-sweep');
    const suspects = ran.filter((id) => id.startsWith('suspects@'));
    assert.is(suspects.length, 6);
    // Of equal tables one is counted, and the others take its result.
    const tables = suspects.map((id) => rig.output('command-sweep', id, 'suspects.csv'));
    const nDistinct = new Set(tables).size;
    assert.ok(nDistinct >= 4);
    assert.is(ran.filter((id) => id.startsWith('cameras@')).length, nDistinct);
    assert.ok(ran.includes('suspects@anomaly=row_anomaly,limit=6'));
    assert.match(stderr, /suspects@anomaly=row_anomaly,limit=6 \| \d+ rows with row_anomaly above 6/);
    const counts = (limit: number) =>
      rig.output('command-sweep', `suspects@anomaly=row_anomaly,limit=${limit}`, 'suspects.csv').split('\n')
        .length;
    assert.ok(counts(3) >= counts(6));
    const cameras = rig.output('command-sweep', 'cameras@anomaly=row_anomaly,limit=3', 'cameras.txt');
    assert.match(cameras, /^(camera [0-3]: \d+\n)*\d cameras\n$/);
  });

  test('another value runs its own cells alone, and another script runs them all', async () => {
    const rig = exampleRig();
    await run(rig);
    await run(rig, '--set', 'limits=[3, 4, 5, 6]');
    const ran = () => rig.idsByState('command-sweep')['ran'] ?? [];
    assert.equal(
      ran().filter((id) => id.startsWith('suspects@')),
      ['suspects@anomaly=column_anomaly,limit=5', 'suspects@anomaly=row_anomaly,limit=5'],
    );
    rig.write(names[1]!, `${rig.read(names[1]!)}\n# another comment\n`);
    await run(rig);
    assert.is(ran().filter((id) => id.startsWith('suspects@')).length, 6);
    // The rows came out the same, so the pipeline behind them is fresh.
    assert.is(ran().filter((id) => id.startsWith('cameras@')).length, 0);
  });
} else {
  process.stdout.write('skipped: no python3 to run the example with\n');
}

test('the example is valid', async () => {
  const rig = exampleRig();
  assert.is((await rig.skysort('validate', names[0]!)).code, 0);
});

test.run();

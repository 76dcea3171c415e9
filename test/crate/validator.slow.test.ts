import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../support/repository.js';
import { Rig } from '../support/rig.js';
import { oddRig } from './run-with-crate.js';

const python = process.env['SKYSORT_TEST_PYTHON'] ?? '';

function hasValidator(): boolean {
  if (python === '') return false;
  try {
    execFileSync(python, ['-c', 'import rocrate_validator, rocrate'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const validatorSuite = suite('rocrate-validator');
if (!hasValidator())
  process.stdout.write(
    'skipped: rocrate-validator (roc-validator 0.13.0 and rocrate 0.13.0 are not in the Python that SKYSORT_TEST_PYTHON names)\n',
  );
const test = hasValidator() ? validatorSuite : validatorSuite.skip.bind(validatorSuite);

test('finds nothing that RO-Crate 1.1 and the profiles of runs require wanting, in a run and in its copy', async () => {
  const rig = oddRig();
  await rig.skysort('run', '--plain', '--keep-going', 'odd.yaml');
  await rig.skysort('export', 'odd', 'copy');
  const folders = [rig.path('runs/odd/latest'), rig.path('copy')];
  const script = join(repositoryRoot, 'test', 'crate', 'validate_crate.py');
  const text = execFileSync(python, [script, 'required', ...folders], { encoding: 'utf8' });
  const findings = JSON.parse(text) as Record<string, string[]>;
  assert.equal(findings, Object.fromEntries(folders.map((folder) => [folder, []])));
});

test('finds what is wanting once a file of the crate is gone', async () => {
  const rig = oddRig();
  await rig.skysort('run', '--plain', '--keep-going', 'odd.yaml');
  await rig.skysort('export', 'odd', 'copy');
  rmSync(rig.path('copy/workflow.yaml'));
  const script = join(repositoryRoot, 'test', 'crate', 'validate_crate.py');
  const text = execFileSync(python, [script, 'required', rig.path('copy')], { encoding: 'utf8' });
  const [findings = []] = Object.values(JSON.parse(text) as Record<string, string[]>);
  assert.ok(findings.length > 0);
});

test('is not asked with the context of another version of RO-Crate', () => {
  const rig = new Rig();
  rig.write('rocrate/__init__.py', '');
  rig.write('rocrate/data/ro-crate.jsonld', '{"@id": "https://w3id.org/ro/crate/1.3/context"}');
  const script = join(repositoryRoot, 'test', 'crate', 'validate_crate.py');
  const env = { ...process.env, PYTHONPATH: rig.folder };
  const { status, stderr } = spawnSync(python, [script, 'required', rig.folder], { encoding: 'utf8', env });
  assert.is(status, 1);
  assert.match(
    stderr,
    /brings the context https:\/\/w3id\.org\/ro\/crate\/1\.3\/context, not .*rocrate==0\.13\.0/,
  );
});

validatorSuite.run();

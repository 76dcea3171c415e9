import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rig, type Ended } from '../support/rig.js';

const preload = fileURLToPath(new URL('../support/failing-worker.js', import.meta.url));

function diskRig(): Rig {
  const rig = new Rig();
  rig.write('in.txt', 'stars\n');
  rig.write(
    'disk.yaml',
    `
skysort: 1
name: disk
steps:
  one:
    uses: command
    inputs: { text: { path: in.txt } }
    outputs: { out: out.txt, parts: { folder: parts } }
    with: { command: [sh, -c, 'cat "$2" > "$0"; echo a > "$1/a"; echo b > "$1/b"', "{outputs.out}", "{outputs.parts}", "{inputs.text}"] }
`,
  );
  return rig;
}

async function failingRun(rig: Rig, n: number, code: string): Promise<Ended> {
  const faults = {
    NODE_OPTIONS: `--import ${preload}`,
    ...{ FAULT_N: String(n), FAULT_CODE: code, FAULT_CALLS: rig.path('calls.txt') },
  };
  rig.write('calls.txt', '');
  Object.assign(process.env, faults);
  try {
    return await rig.skysort('run', '--plain', '--jobs', '1', 'disk.yaml');
  } finally {
    for (const name of Object.keys(faults)) Reflect.deleteProperty(process.env, name);
  }
}

const outputs = (rig: Rig) => rig.manifest('disk').instances.map((instance) => instance.outputs);

for (const code of ['ENOSPC', 'EIO']) {
  test(`whichever of a worker's calls fails with ${code}, the run ends with 4 and the next one completes`, async () => {
    const whole = diskRig();
    const { code: wholeCode, stderr: wholeText } = await failingRun(whole, 0, code);
    assert.is(wholeCode, 0, wholeText);
    const calls = whole.read('calls.txt').trimEnd().split('\n');
    for (const kind of [
      'writeFile job.json',
      'copyFile',
      'mkdir',
      'sync outputs',
      'rename result',
      'read outputs',
    ])
      assert.ok(
        calls.some((call) => call.startsWith(kind)),
        `${kind}: ${calls.join(', ')}`,
      );
    for (const [i, call] of calls.entries()) {
      const rig = diskRig();
      const failed = await failingRun(rig, i + 1, code);
      // By then the result is in place, and the process lives to be believed.
      const isAfterAll = call === 'sync the folder' && i === calls.length - 1;
      assert.is(failed.code, isAfterAll ? 0 : 4, `${i + 1} ${call}\n${failed.stderr}`);
      if (!isAfterAll) assert.match(failed.stderr, new RegExp(code), call);
      const doctor = await rig.skysort('doctor', '--store');
      assert.is(doctor.code, 0, `${i + 1} ${call}\n${doctor.stdout}`);
      await rig.run('disk.yaml');
      assert.equal(outputs(rig), outputs(whole), call);
      rmSync(rig.folder, { recursive: true });
    }
  });
}

test.run();

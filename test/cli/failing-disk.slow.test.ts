import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rig } from '../support/rig.js';
import { StoreRig } from '../support/store-rig.js';

const failingScript = fileURLToPath(new URL('../support/failing-skysort.js', import.meta.url));

const workflow = `
skysort: 1
name: disk
steps:
  first:
    uses: command
    outputs: { out: out.txt, parts: { folder: parts } }
    with: { command: [sh, -c, 'echo first > "$0"; echo a > "$1/a"; echo b > "$1/b"', "{outputs.out}", "{outputs.parts}"] }
  second:
    uses: command
    inputs: { out: first.out }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'cat "$1" "$1" > "$0"', "{outputs.out}", "{inputs.out}"] }
`;

function failingRun(rig: Rig, n: number, code: string): Promise<{ code: number | null; stderr: string }> {
  const args = [failingScript, String(n), code, 'run', '--plain', 'disk.yaml'];
  const child = spawn(process.execPath, args, { cwd: rig.folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

function diskRig(): Rig {
  const rig = new Rig();
  rig.write('disk.yaml', workflow);
  return rig;
}

function digests(rig: Rig): string[] {
  return rig
    .manifest('disk')
    .instances.flatMap(({ outputs }) => Object.values(outputs).map(({ sha256 }) => sha256));
}

for (const code of ['ENOSPC', 'EIO']) {
  test(`whichever write of a run fails with ${code}, it ends with 4 and the next run completes`, async () => {
    const whole = diskRig();
    assert.is((await failingRun(whole, 0, code)).code, 0);
    const calls = whole.read('calls.txt').split('\n');
    assert.ok(calls.length > 50, `${calls.length} calls`);
    // What keeps the cache within its bounds comes after the run and is none of it: its trouble is told, no more, and a full
    // disk is none to it. It begins with the folder of leases, for its own.
    const firstAfter = calls.findIndex((call) => call.includes('/leases/gc.')) - 1;
    assert.match(calls[firstAfter] ?? '', /^mkdir .*\/leases$/);
    for (const [i, call] of calls.entries()) {
      const isAfter = i >= firstAfter;
      const rig = diskRig();
      const failed = await failingRun(rig, i + 1, code);
      if (failed.code === 0) {
        const hasWarned = /warning: the cache was not brought within its bounds/.test(failed.stderr);
        assert.ok(isAfter || hasWarned, `${i + 1} ${call}: exit 0\n${failed.stderr}`);
      } else {
        assert.is(failed.code, 4, `${i + 1} ${call}\n${failed.stderr}`);
        assert.match(failed.stderr, new RegExp(code), call);
      }
      const doctor = await rig.skysort('doctor', '--store');
      assert.is(doctor.code, 0, `${i + 1} ${call}\n${doctor.stdout}`);
      await rig.run('disk.yaml');
      assert.equal(digests(rig), digests(whole), call);
      rmSync(rig.folder, { recursive: true });
    }
  });
}

const survey = `
skysort: 1
name: survey
steps:
  survey: { uses: mock-survey, with: { galaxies: 3 } }
  images: { uses: ingest, inputs: { files: survey.tarballs }, with: { size: 32 } }
`;

/** Mounts a tiny file system on a folder; false where that is not allowed. */
function mount(folder: string, kibibytes: number, ...more: string[]): boolean {
  mkdirSync(folder, { recursive: true });
  const args = ['-t', 'tmpfs', '-o', [`size=${kibibytes}k`, ...more].join(','), 'tmpfs', folder];
  return spawnSync('mount', args).status === 0;
}

test('on a disk that is really full a run ends with 4, and with more room the next one completes', async () => {
  const whole = new Rig();
  whole.write('survey.yaml', survey);
  await whole.run('survey.yaml');
  const expected = whole.manifest('survey').instances.map(({ outputs }) => outputs);
  const codes: (number | null)[] = [];
  for (const kibibytes of [4, 16, 48, 96, 300, 700, 1100, 1280, 1340]) {
    const rig = new Rig();
    rig.write('survey.yaml', survey);
    const folder = rig.path('runs');
    if (!mount(folder, kibibytes)) {
      process.stdout.write('skipped: a real tiny file system (mounting is not allowed here)\n');
      return;
    }
    try {
      const { code, stderr } = await rig.skysort('run', '--plain', 'survey.yaml');
      codes.push(code);
      assert.ok(code === 4 || code === 0, `${kibibytes} KiB: ${String(code)}\n${stderr}`);
      if (code === 4) assert.match(stderr, /disk is full/);
      assert.ok(mount(folder, 16_384, 'remount'));
      const doctor = await rig.skysort('doctor', '--store');
      assert.is(doctor.code, 0, `${kibibytes} KiB\n${doctor.stdout}`);
      await rig.run('survey.yaml');
      assert.equal(
        rig.manifest('survey').instances.map(({ outputs }) => outputs),
        expected,
      );
    } finally {
      spawnSync('umount', ['-l', folder]);
    }
  }
  assert.ok(codes.filter((code) => code === 4).length >= 5, codes.join(' '));
});

test('gc makes room on a disk that is full to the last byte', async () => {
  const rig = new StoreRig();
  const folder = rig.path('runs');
  if (!mount(folder, 16_384)) {
    process.stdout.write('skipped: a real tiny file system (mounting is not allowed here)\n');
    return;
  }
  try {
    rig.write('disk.yaml', workflow.replace('echo first', 'head -c 2000000 /dev/zero'));
    await rig.run('disk.yaml');
    rig.write('disk.yaml', workflow);
    await rig.run('disk.yaml');
    spawnSync('dd', ['if=/dev/zero', `of=${join(folder, 'filler')}`, 'bs=4k']);
    assert.throws(() => writeFileSync(join(folder, 'more'), 'x'.repeat(5000)), /ENOSPC/);
    const { code, stdout, stderr } = await rig.gc('--max-size', '1M');
    assert.is(code, 0, stderr);
    assert.match(stdout, /freed 5\.7 MiB/, stdout);
    assert.is((await rig.skysort('doctor', '--store')).code, 0);
    rig.write('disk.yaml', workflow.replace('echo first', 'echo another'));
    await rig.run('disk.yaml');
  } finally {
    spawnSync('umount', ['-l', folder]);
  }
});

test.run();

import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { processRow } from '../../src/exec/process-table.js';
import { repositoryRoot } from '../support/repository.js';
import { eventually, isAlive, Rig } from '../support/rig.js';

/** The step starts one program in its own process group and one in a session of its own, then sleeps through SIGTERM. */
const escaping = `
skysort: 1
name: escape
steps:
  quick:
    uses: command
    outputs: { out: quick.txt }
    with: { command: [sh, -c, 'echo x > "$0"', "{outputs.out}"] }
  sleeper:
    uses: command
    inputs: { quick: quick.out, script: { path: script.sh } }
    outputs: { out: out.txt }
    with: { command: [sh, "./{inputs.script}", "{outputs.out}"] }
`;

function escapingRig(): Rig {
  const rig = new Rig();
  rig.write('escape.yaml', escaping);
  rig.write(
    'script.sh',
    `trap '' TERM
echo $$ >> '${rig.path('pids')}'
sleep 1000 & echo $! >> '${rig.path('pids')}'
setsid sh -c "echo \\$\\$ >> '${rig.path('pids')}'; exec sleep 1000" &
sleep 1000
echo whole > "$1"
`,
  );
  return rig;
}

const pidsOf = (rig: Rig): number[] =>
  existsSync(rig.path('pids')) ? rig.read('pids').trim().split('\n').map(Number) : [];

async function escaped(rig: Rig): Promise<number[]> {
  await eventually('the step has started its programs', () => pidsOf(rig).length === 3);
  return pidsOf(rig);
}

async function allGone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) await eventually(`process ${pid} is gone`, () => !isAlive(pid));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends with 130 and leaves no process, not even in another session`, async () => {
    const rig = escapingRig();
    const { process: runner, ended } = rig.start('run', '--plain', 'escape.yaml');
    const pids = await escaped(rig);
    runner.kill(signal);
    assert.is((await ended).code, 130);
    await allGone(pids);
    assert.equal(rig.idsByState('escape'), { ran: ['quick'], cancelled: ['sleeper'] });
    assert.equal(rig.attemptsLeft(), []);
  });
}

test('a second Ctrl-C ends at once, without waiting for the grace to run out', async () => {
  const rig = escapingRig();
  const { process: runner, ended } = rig.start('run', '--plain', 'escape.yaml');
  const pids = await escaped(rig);
  runner.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 400));
  const secondMs = performance.now();
  runner.kill('SIGINT');
  assert.is((await ended).code, 130);
  // The step ignores SIGTERM: by itself it would be killed after three seconds.
  assert.ok(performance.now() - secondMs < 2000);
  await allGone(pids);
});

test('a Ctrl-C that comes twice at the same moment, as npm makes it, counts once', async () => {
  const rig = escapingRig();
  rig.write(
    'script.sh',
    rig
      .read('script.sh')
      .replace("trap '' TERM", `trap 'echo clean > "${rig.path('clean')}"; exit 1' TERM`)
      .replace('sleep 1000\necho', 'wait\necho'),
  );
  const { process: runner, ended } = rig.start('run', '--plain', 'escape.yaml');
  await escaped(rig);
  runner.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 30)); // so that the system does not make one of two
  runner.kill('SIGINT');
  assert.is((await ended).code, 130);
  assert.is(rig.read('clean'), 'clean\n');
});

test('a runner that is killed outright takes along what has left its process groups', async () => {
  const rig = escapingRig();
  const { process: runner, ended } = rig.start('run', '--plain', 'escape.yaml');
  const pids = await escaped(rig);
  runner.kill('SIGKILL');
  await ended;
  await allGone(pids);
});

test('a worker that is killed outright takes its programs along, and the run says so', async () => {
  const rig = escapingRig();
  const { ended } = rig.start('run', '--plain', 'escape.yaml');
  const pids = await escaped(rig);
  process.kill(workerOf(pids), 'SIGKILL');
  const { code, stderr } = await ended;
  assert.is(code, 1);
  assert.match(stderr, /SIGKILL/);
  await allGone(pids);
});

test('what a runner and its worker left behind when both were killed is ended by the next run', async () => {
  const rig = escapingRig();
  const { process: runner, ended } = rig.start('run', '--plain', 'escape.yaml');
  const pids = await escaped(rig);
  process.kill(workerOf(pids), 'SIGSTOP'); // its watch cannot see the runner's death
  runner.kill('SIGKILL');
  process.kill(workerOf(pids), 'SIGKILL');
  await ended;
  assert.ok(pids.some(isAlive));
  rig.write(
    'other.yaml',
    escaping.slice(0, escaping.indexOf('  sleeper:')).replace('quick.txt', 'other.txt'),
  );
  await rig.run('other.yaml');
  await allGone(pids);
});

test('what was left behind in another store is left alone', async () => {
  const rig = escapingRig();
  const { process: runner, ended } = rig.start('run', '--plain', 'escape.yaml');
  const pids = await escaped(rig);
  process.kill(workerOf(pids), 'SIGSTOP');
  runner.kill('SIGKILL');
  process.kill(workerOf(pids), 'SIGKILL');
  await ended;
  const other = escapingRig();
  other.write('quick.yaml', escaping.slice(0, escaping.indexOf('  sleeper:')));
  await other.run('quick.yaml');
  try {
    assert.ok(pids.some(isAlive));
  } finally {
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
});

test('an uncaught exception in the runner leaves no process', async () => {
  const rig = escapingRig();
  rig.write(
    'crash.mjs',
    `import { existsSync, readFileSync } from 'node:fs';
import { loadWorkflow, runWorkflow } from ${JSON.stringify(join(repositoryRoot, 'dist/src/index.js'))};
const plan = await loadWorkflow('escape.yaml');
setInterval(() => {
  if (existsSync('pids') && readFileSync('pids', 'utf8').split('\\n').length > 3) throw new Error('a defect');
}, 20);
await runWorkflow(plan.value);
`,
  );
  const crashed = spawnSync(process.execPath, ['crash.mjs'], { cwd: rig.folder, encoding: 'utf8' });
  assert.match(crashed.stderr, /a defect/);
  assert.is(pidsOf(rig).length, 3);
  await allGone(pidsOf(rig));
});

/** `script` runs a program in a terminal of its own, which closes when `script` is killed. */
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

if (hasScript) {
  test('a terminal that is closed stops the run cleanly', async () => {
    const rig = escapingRig();
    const main = join(repositoryRoot, 'dist/src/cli/main.js');
    const terminal = spawn(
      'script',
      ['-qec', `'${process.execPath}' '${main}' run escape.yaml`, '/dev/null'],
      { cwd: rig.folder, stdio: ['ignore', 'ignore', 'ignore'] },
    );
    const pids = await escaped(rig);
    terminal.kill('SIGKILL');
    await allGone(pids);
    await eventually('the run has closed its folder', () => rig.has('runs/escape/latest/manifest.json'));
    assert.is(rig.manifest('escape').state, 'cancelled');
    assert.equal(rig.idsByState('escape'), { ran: ['quick'], cancelled: ['sleeper'] });
  });
} else {
  process.stdout.write('skipped: no util-linux `script` to close a terminal with\n');
}

/** The worker that leads the process group of a step's first program. */
function workerOf(pids: readonly number[]): number {
  const row = processRow(pids[0] ?? 0);
  if (row === undefined) throw new Error('the program is gone');
  return row.group;
}

test.run();

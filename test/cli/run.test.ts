import { readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, isAlive, Rig } from '../support/rig.js';
import { StoreRig } from '../support/store-rig.js';

/** Two steps of ordinary programs: `upper` makes capitals of a file, `count` counts its letters. */
const twoSteps = `
skysort: 1
name: two
params: { text: input.txt }
steps:
  upper:
    uses: command
    inputs: { text: { path: "\${text}" } }
    outputs: { upper: upper.txt }
    with: { command: [sh, -c, 'tr a-z A-Z < "$0" > "$1"', "{inputs.text}", "{outputs.upper}"] }
  count:
    uses: command
    inputs: { upper: upper.upper }
    outputs: { count: count.txt }
    with: { command: [sh, -c, 'wc -c < "$0" > "$1"', "{inputs.upper}", "{outputs.count}"] }
`;

function twoStepRig(): Rig {
  const rig = new Rig();
  rig.write('two.yaml', twoSteps);
  rig.write('input.txt', 'stars');
  return rig;
}

test('a run leaves its outputs, a manifest and events in a folder that latest points at', async () => {
  const rig = twoStepRig();
  const { stdout } = await rig.run('two.yaml');
  assert.is(rig.output('two', 'upper', 'upper.txt'), 'STARS');
  assert.is(rig.output('two', 'count', 'count.txt').trim(), '5');
  assert.match(stdout, /^runs\/two\/\d{8}T\d{6}Z-[0-9a-f]+\n$/);
  const manifest = rig.manifest('two');
  assert.is(manifest.state, 'done');
  const { upper } = manifest.instances[0]!.outputs;
  assert.is(upper!.file, 'outputs/upper/upper.txt');
  assert.is(upper!.bytes, 5);
  assert.equal(
    rig
      .events('two')
      .map(({ type }) => type)
      .filter((type) => !type.startsWith('step-progress')),
    ['run-started', 'step-started', 'step-finished', 'step-started', 'step-finished', 'run-finished'],
  );
});

test('outputs are relative links to objects that nobody can write', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml');
  const link = rig.path('runs/two/latest/outputs/upper/upper.txt');
  assert.match(readlinkSync(link), /^(\.\.\/)+\.cache\/objects\/[0-9a-f]{2}\/[0-9a-f]{64}$/);
  assert.is(statSync(link).mode & 0o222, 0);
});

test('running again runs nothing and says so', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml');
  const { stderr } = await rig.run('two.yaml');
  assert.equal(rig.idsByState('two'), { cached: ['upper', 'count'] });
  assert.match(stderr, /nothing to do/);
});

test('touching, moving and renaming reruns nothing', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml');
  rig.write('input.txt', 'stars');
  rig.write('two.yaml', `# a comment\n${twoSteps.replaceAll('upper:\n    uses', 'upper:\n\n    uses')}`);
  await rig.run('two.yaml');
  assert.equal(rig.idsByState('two'), { cached: ['upper', 'count'] });
});

test('a step whose output comes out the same cuts off what hangs below it', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml');
  rig.write('input.txt', 'STARS');
  await rig.run('two.yaml');
  assert.equal(rig.idsByState('two'), { ran: ['upper'], cached: ['count'] });
});

test('why names the input whose content changed, and plan says what waits for it', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml');
  rig.write('input.txt', 'galaxies');
  const why = await rig.skysort('why', 'two.yaml', 'upper');
  assert.is(why.code, 3);
  assert.match(why.stdout, /input text/);
  assert.match(why.stdout, /input\.txt/);
  const plan = await rig.skysort('plan', 'two.yaml');
  assert.is(plan.code, 3);
  assert.match(plan.stdout, /count/);
});

test('what plan had to hash is known the next time', async () => {
  const rig = new StoreRig();
  rig.write('two.yaml', twoSteps);
  rig.write('input.txt', 'stars');
  await rig.skysortLater('plan', 'two.yaml');
  assert.not(rig.has('runs'));
  await rig.run('two.yaml');
  rmSync(rig.path('runs/.cache/digests.json'), { force: true });
  assert.is((await rig.skysortLater('plan', 'two.yaml')).code, 0);
  assert.ok(rig.has('runs/.cache/digests.json'));
});

test('plan and why have exit code 0 when everything is fresh', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml');
  assert.is((await rig.skysort('plan', 'two.yaml')).code, 0);
  assert.is((await rig.skysort('why', 'two.yaml', 'count')).code, 0);
});

test('--force runs a fresh step again', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml');
  await rig.run('two.yaml', '--force', 'upper');
  assert.equal(rig.idsByState('two'), { ran: ['upper'], cached: ['count'] });
});

test('--target runs a step and what it needs, no more', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml', '--target', 'upper');
  assert.equal(rig.idsByState('two'), { ran: ['upper'] });
});

test('an object damaged behind the back of the store is put aside and computed again', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml');
  rig.damageObject(rig.instance('two', 'upper').outputs['upper']!.sha256);
  const { stderr } = await rig.run('two.yaml');
  assert.equal(rig.idsByState('two'), { ran: ['upper'], cached: ['count'] });
  assert.is(rig.output('two', 'upper', 'upper.txt'), 'STARS');
  assert.match(stderr, /upper.*(corrupt|not what)/s);
});

test('a lost object is computed again', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml');
  rmSync(rig.path('runs/.cache/objects'), { recursive: true });
  await rig.run('two.yaml');
  assert.equal(rig.idsByState('two'), { ran: ['upper', 'count'] });
});

test('an action whose text was changed is not believed', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml');
  const { key } = rig.instance('two', 'count');
  const file = `runs/.cache/actions/${key!}.json`;
  rig.write(file, rig.read(file).replace(/"seconds":[0-9.]+/, '"seconds":1e9'));
  await rig.run('two.yaml');
  assert.equal(rig.idsByState('two'), { cached: ['upper'], ran: ['count'] });
});

test('a program that fails ends the run with 1, tells its last words, and is not cached', async () => {
  const rig = twoStepRig();
  rig.write(
    'two.yaml',
    twoSteps.replace('wc -c < "$0" > "$1"', 'echo no such luck >&2; echo half > "$1"; exit 7'),
  );
  const failed = await rig.skysort('run', '--plain', 'two.yaml');
  assert.is(failed.code, 1);
  assert.match(failed.stderr, /no such luck/);
  assert.match(failed.stderr, /7/);
  assert.equal(rig.idsByState('two'), { ran: ['upper'], failed: ['count'] });
  assert.equal(rig.attemptsLeft(), []);
  await rig.skysort('run', '--plain', 'two.yaml');
  assert.equal(rig.idsByState('two'), { cached: ['upper'], failed: ['count'] });
});

test('a program that leaves no output, or an empty one, has failed', async () => {
  for (const script of ['true', ': > "$1"']) {
    const rig = twoStepRig();
    rig.write('two.yaml', twoSteps.replace('wc -c < "$0" > "$1"', script));
    const failed = await rig.skysort('run', '--plain', 'two.yaml');
    assert.is(failed.code, 1);
    assert.match(failed.stderr, /count\.txt/);
  }
});

test('a program sees only its declared inputs and environment', async () => {
  const rig = new Rig();
  rig.write('secret.txt', 'no');
  rig.write(
    'env.yaml',
    `
skysort: 1
name: env
steps:
  look:
    uses: command
    outputs: { seen: seen.txt }
    with: { command: [sh, -c, '{ ls; env | sort; } > "$0"', "{outputs.seen}"], env: [HOME] }
`,
  );
  await rig.run('env.yaml');
  const names = rig
    .output('env', 'look', 'seen.txt')
    .trim()
    .split('\n')
    .map((line) => line.split('=')[0]!);
  assert.equal(
    names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_', 'SKYSORT_ATTEMPT'].includes(name)),
    ['HOME', 'PATH'],
  );
});

const sleeper = `
skysort: 1
name: sleep
steps:
  quick:
    uses: command
    outputs: { done: done.txt }
    with: { command: [sh, -c, 'echo done > "$0"', "{outputs.done}"] }
  sleeper:
    uses: command
    inputs: { done: quick.done }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'echo half > "$0"; echo $$ >&2; sleep 1000 & sleep 1000; echo whole > "$0"', "{outputs.out}"] }
`;

/** Starts the sleeper, and waits until it sleeps. @returns The pids of the shell and of what it started. */
async function startSleeper(rig: Rig) {
  rig.write('sleep.yaml', sleeper);
  const started = rig.start('run', '--json', 'sleep.yaml');
  let shell = 0;
  let output = '';
  started.process.stdout!.on('data', (text: string) => {
    output += text;
    const line = /"type":"step-line","id":"sleeper","stream":"stderr","text":"(\d+)"/.exec(output);
    if (line !== null) shell = Number(line[1]);
  });
  await eventually('the sleeper told its pid', () => shell > 0);
  await eventually('it started its two sleeps', () => childrenOf(shell).length === 2);
  return { ...started, pids: [shell, ...childrenOf(shell)] };
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

test('Ctrl-C ends with 130, leaves no process and no half-written output, and keeps what was finished', async () => {
  const rig = new Rig();
  const { process: runner, ended, pids } = await startSleeper(rig);
  runner.kill('SIGINT');
  assert.is((await ended).code, 130);
  await eventually('every process is gone', () => pids.every((pid) => !isAlive(pid)));
  assert.equal(rig.idsByState('sleep'), { ran: ['quick'], cancelled: ['sleeper'] });
  assert.not(rig.has('runs/sleep/latest/outputs/sleeper'));
  assert.equal(rig.attemptsLeft(), []);
});

test('SIGTERM stops as cleanly as Ctrl-C', async () => {
  const rig = new Rig();
  const { process: runner, ended, pids } = await startSleeper(rig);
  runner.kill('SIGTERM');
  assert.is((await ended).code, 130);
  await eventually('every process is gone', () => pids.every((pid) => !isAlive(pid)));
});

test('a runner that is killed outright takes its children with it', async () => {
  const rig = new Rig();
  const { process: runner, ended, pids } = await startSleeper(rig);
  runner.kill('SIGKILL');
  await ended;
  await eventually('every process is gone', () => pids.every((pid) => !isAlive(pid)));
});

test('after a kill the next run takes what was finished from the cache and runs the rest', async () => {
  const rig = new Rig();
  const { process: runner, ended } = await startSleeper(rig);
  runner.kill('SIGKILL');
  await ended;
  rig.write('sleep.yaml', sleeper.replace('sleep 1000 & sleep 1000; ', ''));
  await rig.run('sleep.yaml');
  assert.equal(rig.idsByState('sleep'), { cached: ['quick'], ran: ['sleeper'] });
  assert.is(rig.output('sleep', 'sleeper', 'out.txt'), 'whole\n');
});

const fork = `
skysort: 1
name: fork
params: { n: [1, 2, 3] }
steps:
  cell:
    uses: command
    outputs: { out: out.txt }
    sweep: { command: [[sh, -c, 'exit 1'], [sh, -c, 'echo two > "$0"', "{outputs.out}"]] }
`;

test('with --keep-going a failed cell of a sweep fails alone', async () => {
  const rig = new Rig();
  rig.write('fork.yaml', fork);
  const ended = await rig.skysort('run', '--plain', '--jobs', '1', '--keep-going', 'fork.yaml');
  assert.is(ended.code, 1);
  const states = rig
    .manifest('fork')
    .instances.map(({ state }) => state)
    .sort();
  assert.equal(states, ['failed', 'ran']);
});

test('a store that cannot be written ends with 4', async () => {
  const rig = twoStepRig();
  rig.write('runs', 'a file where the folder should be');
  const ended = await rig.skysort('run', '--plain', 'two.yaml');
  assert.is(ended.code, 4);
  assert.match(ended.stderr, /runs/);
});

test('usage errors end with 2 and say what to do', async () => {
  const rig = twoStepRig();
  for (const [args, pattern] of [
    [['run'], /0 arguments/],
    [['run', 'nothing.yaml'], /no file nothing\.yaml/],
    [['runn', 'two.yaml'], /did you mean run/],
    [['run', 'two.yaml', '--jbos', '2'], /--jobs/],
    [['run', 'two.yaml', '--jobs', 'many'], /whole number/],
    [['run', 'two.yaml', '--target', 'uper'], /did you mean upper/],
    [['run', 'two.yaml', '--set', 'txt=x'], /txt/],
  ] as const) {
    const ended = await rig.skysort(...args);
    assert.is(ended.code, 2, args.join(' '));
    assert.match(ended.stderr, pattern);
  }
});

test('--help explains a command on standard output, within 80 columns', async () => {
  const rig = new Rig();
  for (const command of ['init', 'validate', 'run', 'plan', 'why', 'ls', 'show', 'kinds', 'doctor']) {
    const { stdout, code } = await rig.skysort(command, '--help');
    assert.is(code, 0);
    assert.match(stdout, new RegExp(`^usage: skysort ${command}`));
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, `${command}: ${line}`);
  }
});

test('show and ls tell of a run', async () => {
  const rig = twoStepRig();
  await rig.run('two.yaml');
  const shown = await rig.skysort('show', 'two');
  assert.is(shown.code, 0);
  assert.match(shown.stdout, /upper/);
  const listed = await rig.skysort('ls');
  assert.match(listed.stdout, new RegExp(rig.manifest('two').run));
});

test('init writes a workflow that is valid, and never over another', async () => {
  const rig = new Rig();
  assert.is((await rig.skysort('init')).code, 0);
  assert.is((await rig.skysort('validate', 'demo.yaml')).code, 0);
  const again = await rig.skysort('init');
  assert.is(again.code, 2);
  assert.match(again.stderr, /demo\.yaml already/);
});

test('init copies the programs that a template runs, and leaves one that is there', async () => {
  const rig = new Rig();
  rig.write('own/select_rows.py', 'mine');
  for (const file of ['sweep.yaml', 'own/sweep.yaml']) {
    assert.is((await rig.skysort('init', file, '--template', 'command-sweep')).code, 0);
    assert.is((await rig.skysort('validate', file)).code, 0);
  }
  assert.match(rig.read('select_rows.py'), /python3 select_rows/);
  assert.match(rig.read('own/sweep.yaml'), /path: own\/select_rows\.py/);
  assert.is(rig.read('own/select_rows.py'), 'mine');
});

test.run();

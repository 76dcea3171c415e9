import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, isAlive, Rig, type Started } from '../support/rig.js';

/** Six steps of ordinary programs, each of which leaves a line in a file that skysort does not know of. */
function countedWorkflow(log: string): string {
  const step = (name: string, inputs: readonly string[], seconds: number): string => `
  ${name}:
    uses: command
    inputs: { ${inputs.map((input) => `${input}: ${input}.out`).join(', ')} }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'echo ${name} >> ${log}; sleep ${seconds}; echo ${name} > "$0"', "{outputs.out}"] }`;
  const cells = ['one', 'two', 'three', 'four'];
  const steps = [
    step('first', [], 0.3),
    ...cells.map((cell) => step(cell, ['first'], 0.2)),
    step('last', cells, 0.1),
  ];
  return `skysort: 1\nname: counted\nsteps:${steps.join('')}\n`;
}

const started: Started[] = [];

/** Starts a run whose processes go with this file's, even when a test fails. */
function start(rig: Rig, ...args: string[]): Started {
  const one = rig.start(...args);
  started.push(one);
  return one;
}

test.after(() => {
  for (const { process: child } of started) child.kill('SIGKILL');
});

test('of eight runs started at once each step is computed by one, and all end with the same digests', async () => {
  const rig = new Rig();
  const log = rig.write('log.txt', '');
  rig.write('counted.yaml', countedWorkflow(log));
  const runs = Array.from({ length: 8 }, () => start(rig, 'run', '--json', 'counted.yaml'));
  const ended = await Promise.all(runs.map(({ ended }) => ended));
  assert.equal(
    ended.map(({ code }) => code),
    ended.map(() => 0),
    ended.map(({ stderr }) => stderr).join('\n'),
  );
  const lines = readFileSync(log, 'utf8').trim().split('\n').sort();
  assert.equal(lines, ['first', 'four', 'last', 'one', 'three', 'two']);
  const outputs = ended.map(({ stdout }) => outputDigests(stdout));
  for (const other of outputs) assert.equal(other, outputs[0]);
  assert.is(Object.keys(outputs[0]!).length, 6);
  assert.ok(ended.some(({ stdout }) => stdout.includes('"step-waiting"')));
  assert.equal(rig.attemptsLeft(), []);
});

function outputDigests(stdout: string): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const match of stdout.matchAll(/"step-finished","id":"([^"]+)".*?"sha256":"([0-9a-f]{64})"/g))
    digests[match[1]!] = match[2]!;
  return digests;
}

const slow = `
skysort: 1
name: slow
steps:
  slow:
    uses: command
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'echo $$ >&2; sleep SECONDS; echo done > "$0"', "{outputs.out}"] }
`;

function output(started: Started): { text: string } {
  const seen = { text: '' };
  started.process.stdout!.on('data', (text: string) => (seen.text += text));
  return seen;
}

/** One run computes, another waits for it. */
async function ownerAndWaiter(rig: Rig, seconds: number) {
  rig.write('slow.yaml', slow.replace('SECONDS', String(seconds)));
  const owner = start(rig, 'run', '--json', 'slow.yaml');
  const ownerSays = output(owner);
  await eventually('the owner computes', () => ownerSays.text.includes('step-line'));
  const waiter = start(rig, 'run', '--json', 'slow.yaml');
  const waiterSays = output(waiter);
  await eventually('the other waits', () => waiterSays.text.includes('step-waiting'));
  return { owner, ownerSays, waiter, waiterSays };
}

test('a waiting run tells whom it waits for and takes the result', async () => {
  const { owner, waiter } = await ownerAndWaiter(new Rig(), 1.5);
  const ended = await waiter.ended;
  assert.is(ended.code, 0);
  assert.match(ended.stdout, new RegExp(`"owner":"pid ${owner.process.pid} on `));
  assert.match(ended.stdout, /"state":"cached"/);
  assert.not.match(ended.stdout, /"step-started"/);
  assert.is((await owner.ended).code, 0);
});

test('the lease of a killed owner is taken over within five seconds, and what it left is cleared', async () => {
  const rig = new Rig();
  const { owner, waiter, waiterSays } = await ownerAndWaiter(rig, 1000);
  owner.process.kill('SIGKILL');
  const killedAt = performance.now();
  await eventually('the waiter computes', () => waiterSays.text.includes('step-started'));
  assert.ok(performance.now() - killedAt < 5000);
  await eventually('only the new attempt is there', () => rig.attemptsLeft().length === 1);
  waiter.process.kill('SIGINT');
  assert.is((await waiter.ended).code, 130);
  assert.equal(rig.attemptsLeft(), []);
});

test('Ctrl-C ends a waiting run at once and leaves the owner alone', async () => {
  const { owner, waiter } = await ownerAndWaiter(new Rig(), 1000);
  waiter.process.kill('SIGINT');
  assert.is((await waiter.ended).code, 130);
  assert.ok(isAlive(owner.process.pid!));
  owner.process.kill('SIGINT');
  assert.is((await owner.ended).code, 130);
});

test('two steps of one workflow with the same key are computed once', async () => {
  const rig = new Rig();
  const log = rig.write('log.txt', '');
  const step = `{ uses: command, outputs: { out: out.txt }, with: { command: [sh, -c, 'echo x >> ${log}; sleep 0.2; echo 1 > "$0"', "{outputs.out}"] } }`;
  rig.write('same.yaml', `skysort: 1\nname: same\nsteps:\n  a: ${step}\n  b: ${step}\n`);
  await rig.run('same.yaml');
  assert.is(readFileSync(log, 'utf8'), 'x\n');
  assert.equal(Object.values(rig.idsByState('same')).flat().sort(), ['a', 'b']);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rig } from '../support/rig.js';

/** Two steps that each fail when the other runs at the same time. */
function rivals(resources: string): Rig {
  const rig = new Rig();
  const lock = rig.path('lock');
  const step = (name: string): string => `
  ${name}:
    uses: command
    ${resources}
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'mkdir ${lock} || exit 7; sleep 0.5; rmdir ${lock}; echo ${name} > "$0"', "{outputs.out}"] }`;
  rig.write('rivals.yaml', `skysort: 1\nname: rivals\nsteps:${step('a')}${step('b')}\n`);
  return rig;
}

const allMemory = 'resources: { cpus: 1, memory: 900TB }';

test('steps that need all the memory there is run one after another', async () => {
  const rig = rivals(allMemory);
  const { code, stderr } = await rig.skysort('run', '--plain', '--jobs', '2', 'rivals.yaml');
  assert.is(code, 0, stderr);
});

test('verify shares out memory as run does', async () => {
  const rig = rivals(allMemory);
  await rig.run('--jobs', '1', 'rivals.yaml');
  const { code, stdout, stderr } = await rig.skysort('verify', 'rivals.yaml');
  assert.is(code, 0, stdout + stderr);
});

test('the first failure starts nothing new, and what runs already goes on to its end', async () => {
  const rig = new Rig();
  const step = (name: string, script: string): string =>
    `  ${name}: { uses: command, resources: { cpus: 1 }, outputs: { out: out.txt }, with: { command: [sh, -c, '${script}; echo ${name} > "$0"', "{outputs.out}"] } }\n`;
  const both = `until [ -e ${rig.path('failed')} ]; do sleep 0.05; done; sleep 0.5`;
  rig.write(
    'stop.yaml',
    `skysort: 1\nname: stop\nsteps:\n${step('bad', `touch ${rig.path('failed')}; exit 3`)}${step('going', both)}${step('later', 'true')}`,
  );
  assert.is((await rig.skysort('run', '--plain', '--jobs', '2', 'stop.yaml')).code, 1);
  assert.equal(rig.idsByState('stop'), { failed: ['bad'], ran: ['going'], skipped: ['later'] });
  assert.is((await rig.skysort('run', '--plain', '--keep-going', '--jobs', '2', 'stop.yaml')).code, 1);
  assert.equal(rig.idsByState('stop'), { failed: ['bad'], cached: ['going'], ran: ['later'] });
});

/** Each attempt writes a line; the first ones sleep for ever. */
function retriedRig(nSleeping: number, retries: number): Rig {
  const rig = new Rig();
  const log = rig.path('log');
  rig.write(
    'retried.yaml',
    `skysort: 1
name: retried
steps:
  one:
    uses: command
    timeout: 1s
    retries: ${retries}
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'echo x >> ${log}; [ $(wc -l < ${log}) -gt ${nSleeping} ] || sleep 1000; echo done > "$0"', "{outputs.out}"] }
`,
  );
  return rig;
}

test('the timeout holds for each attempt anew', async () => {
  const rig = retriedRig(2, 2);
  await rig.run('retried.yaml');
  assert.is(rig.read('log'), 'x\nx\nx\n');
});

test('a step that was tried as often as it may be fails', async () => {
  const rig = retriedRig(9, 1);
  const { code, stderr } = await rig.skysort('run', '--plain', 'retried.yaml');
  assert.is(code, 1);
  assert.match(stderr, /longer than its timeout of 1(\.0)?s/);
  assert.is(rig.read('log'), 'x\nx\n');
});

test.run();

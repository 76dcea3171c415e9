import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { canSeeProcesses } from '../../src/exec/process-table.js';
import { eventually, isAlive, Rig } from '../support/rig.js';

/** A workflow of one step that runs a shell script with its output's path as `$0`. */
function scriptRig(script: string, fields = ''): Rig {
  const rig = new Rig();
  rig.write('script.sh', script);
  rig.write(
    'one.yaml',
    `
skysort: 1
name: one
steps:
  step:
    uses: command
    inputs: { script: { path: script.sh } }
    outputs: { out: out.txt }
    with: { command: [sh, -c, '. "$1"', "{outputs.out}", "./{inputs.script}"] }
${fields}`,
  );
  return rig;
}

const runPlain = (rig: Rig) => rig.skysort('run', '--plain', 'one.yaml');
const logOf = (rig: Rig) => rig.read('runs/one/latest/logs/step.log');

test('what a program prints is streamed and kept in the run folder', async () => {
  const rig = scriptRig('echo to the left; echo to the right >&2; echo x > "$0"');
  const { stderr } = await rig.run('one.yaml');
  assert.match(stderr, /step \| to the left/);
  assert.match(stderr, /step \| to the right/);
  assert.equal(logOf(rig).trim().split('\n').sort(), ['to the left', 'to the right']);
});

test('what a program printed before it failed is kept too', async () => {
  const rig = scriptRig('echo the cause; exit 3');
  assert.is((await runPlain(rig)).code, 1);
  assert.is(logOf(rig), 'the cause\n');
});

test('a flood without an end of line, of bytes that are no text, neither hangs nor grows', async () => {
  const rig = scriptRig('head -c 10000000 /dev/zero | tr "\\0" "\\377"; echo x > "$0"');
  const { stderr } = await rig.run('one.yaml');
  assert.is(rig.output('one', 'step', 'out.txt'), 'x\n');
  assert.ok(stderr.length < 1e6, `${stderr.length} characters on the screen`);
  assert.is(logOf(rig).replaceAll(/[^\ufffd]/g, '').length, 10_000_000);
});

test('a flood of short lines is kept whole and shown in part', async () => {
  const rig = scriptRig('seq 1 200000; echo x > "$0"');
  const { stderr } = await rig.run('one.yaml');
  assert.match(stderr, /lines more, in the step's log/);
  assert.ok(stderr.split('\n').length < 20_000);
  assert.is(logOf(rig).trimEnd().split('\n').length, 200_000);
});

test('an exit code is told plainly', async () => {
  const { stderr } = await runPlain(scriptRig('exit 42'));
  assert.match(stderr, /failed step: one\.yaml:9:22 the command ended with exit code 42\n {2}it was: sh -c /);
});

test('a signal is told plainly', async () => {
  const { stderr } = await runPlain(scriptRig('kill -SEGV $$'));
  assert.match(stderr, /failed step: one\.yaml:9:22 the command was ended by SIGSEGV\n/);
});

test('a program that is not there is told plainly', async () => {
  const rig = scriptRig('');
  rig.write('one.yaml', rig.read('one.yaml').replace('[sh, -c,', '[no-such-program, -c,'));
  const { stderr } = await runPlain(rig);
  assert.match(
    stderr,
    /failed step: one\.yaml:9:22 no-such-program was not found on PATH\n {2}to mend it: install it, correct its name, or write its whole path\n {2}it was: no-such-program -c /,
  );
});

test('files that were not declared are named in a warning, now and from the cache', async () => {
  const rig = scriptRig('echo x > "$0"; echo y > "$0.bak"');
  for (let run = 0; run < 2; run++) {
    const { stderr } = await rig.run('one.yaml');
    assert.match(stderr, /warning: not declared under outputs, so not kept: out\/out\.txt\.bak/);
  }
});

test('a link as an output is refused, and what it points to stays as it was', async () => {
  const rig = scriptRig('');
  const outside = rig.write('outside.txt', 'precious');
  rig.write('script.sh', `ln -s '${outside}' "$0"`);
  const { code, stderr } = await runPlain(rig);
  assert.is(code, 1);
  assert.match(stderr, /a link or special file/);
  assert.is(rig.read('outside.txt'), 'precious');
});

test('an output folder that was replaced by a link to outside publishes nothing from there', async () => {
  const rig = scriptRig('');
  const outside = rig.write('outside/out.txt', 'precious').replace(/\/out\.txt$/, '');
  rig.write('script.sh', `d=$(dirname "$0"); rm -r "$d"; ln -s '${outside}' "$d"`);
  assert.is((await runPlain(rig)).code, 1);
  assert.is(rig.read('outside/out.txt'), 'precious');
});

test('a command that fails twice and then succeeds has succeeded with two retries', async () => {
  const rig = scriptRig('', '    retries: 2\n');
  const tries = rig.path('tries');
  rig.write('script.sh', `echo >> '${tries}'; [ $(wc -l < '${tries}') = 3 ] && echo x > "$0"`);
  const { stderr } = await rig.run('one.yaml');
  assert.is(rig.read('tries'), '\n\n\n');
  assert.match(stderr, /attempt 1 of 3 failed \(exit code 1\); trying again/);
  assert.match(stderr, /attempt 2 of 3 failed \(exit code 1\); trying again/);
});

test('a command that fails more often than it is retried has failed', async () => {
  const rig = scriptRig('', '    retries: 1\n');
  const tries = rig.path('tries');
  rig.write('script.sh', `echo >> '${tries}'; exit 1`);
  assert.is((await runPlain(rig)).code, 1);
  assert.is(rig.read('tries'), '\n\n');
});

test('a step that takes longer than its timeout is ended with all it started', async () => {
  const rig = scriptRig('', '    timeout: 1s\n');
  const pids = rig.path('pids');
  rig.write('script.sh', `echo $$ > '${pids}'; sleep 1000 & echo $! >> '${pids}'; sleep 1000; echo x > "$0"`);
  const { code, stderr } = await runPlain(rig);
  assert.is(code, 1);
  assert.match(stderr, /failed step: one\.yaml:9:22 took longer than its timeout of 1(\.0)?s/);
  for (const pid of pidsIn(rig)) await eventually(`${pid} is gone`, () => !isAlive(pid));
});

test('a program above its memory limit is ended, with a failure of its own', async () => {
  const rig = scriptRig(
    'head -c 300000000 /dev/zero | tail | wc -c > "$0"',
    '    resources: { memory: 50M }\n',
  );
  const { code, stderr } = await runPlain(rig);
  assert.is(code, 1);
  assert.match(stderr, /above its limit of 50/);
});

function pidsIn(rig: Rig): number[] {
  return rig.read('pids').trim().split('\n').map(Number);
}

if (canSeeProcesses()) {
  const ways: readonly (readonly [string, string])[] = [
    ['in the background', 'sleep 1000 > /dev/null 2>&1 & echo $! >> $PIDS'],
    ['in a session of its own', "setsid sh -c 'echo $$ >> $PIDS; exec sleep 1000' > /dev/null 2>&1 &"],
    ['with nohup', "nohup sh -c 'echo $$ >> $PIDS; exec sleep 1000' > /dev/null 2>&1 &"],
    [
      'by a double fork into a session of its own',
      "(setsid sh -c '(echo $$ >> $PIDS; exec sleep 1000) & exit' > /dev/null 2>&1 &)",
    ],
    ['holding on to its output', "setsid sh -c 'echo $$ >> $PIDS; exec sleep 1000' &"],
  ];
  for (const [way, script] of ways) {
    test(`what a program leaves running ${way} is found and ended`, async () => {
      const rig = scriptRig('');
      const pids = rig.path('pids');
      const waits = `until [ -s '${pids}' ]; do sleep 0.01; done`;
      rig.write('script.sh', `export PIDS='${pids}'\n${script}\n${waits}\necho x > "$0"`);
      await rig.run('one.yaml');
      for (const pid of pidsIn(rig)) assert.not(isAlive(pid), `process ${pid} of ${way}`);
    });
  }
} else {
  process.stdout.write('skipped: this system does not show its processes\n');
}

test.run();

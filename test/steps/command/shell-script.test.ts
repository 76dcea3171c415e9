import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { StepOutputs } from '../../../src/core/step.js';
import { shellScript } from '../../../src/steps/command/shell-script.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

function scriptOf(command: readonly string[], files: readonly string[], value = 'v', out = '/tmp/out.txt') {
  const script = shellScript(command, {
    inputs: new Map([['a', files]]),
    outputs: { names: () => ['out'], path: () => out } satisfies StepOutputs,
    values: { v: value },
  });
  if (!script.ok) throw new Error(JSON.stringify(script.failure));
  return script.value;
}

function printed(command: readonly string[], files: readonly string[], value?: string): string {
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', scriptOf(command, files, value)], {
    encoding: 'utf8',
    cwd: temporaryFolder(),
  });
  assert.is(stderr, '');
  return stdout;
}

test('what is plain stands in the script as it is', () => {
  assert.is(
    scriptOf(['cat', '{inputs.a}', '>', '{outputs.out}'], ['inputs/a/x.txt', 'inputs/a/y.txt']),
    'cat inputs/a/x.txt inputs/a/y.txt > /tmp/out.txt',
  );
});

const hostile = [
  'a b.txt',
  'a;touch PWNED;b',
  "it's",
  '$(touch PWNED)',
  '`touch PWNED`',
  '"',
  '*',
  '\\',
  'a\nb',
];

for (const [where, command] of [
  ['without quotes', ["printf '%s|'", '{inputs.a}']],
  ['within double quotes', ['printf "%s|" "{inputs.a}"']],
  ['within single quotes', ["printf '%s|' '{inputs.a}'"]],
  ['in a command substitution within double quotes', ['printf "%s|" "$(printf %s {inputs.a})"']],
  ['after a comment with an apostrophe', ["# don't\nprintf '%s|' {inputs.a}"]],
  ['beside escaped quotes', ['printf "%s|" \\"{inputs.a}']],
  ['in a function and a subshell', ["f() { (printf '%s|' {inputs.a}); }; f one two"]],
] as const) {
  test(`a name that means something to the shell is only a name, ${where}`, () => {
    const prefix = where === 'beside escaped quotes' ? '"' : '';
    for (const name of hostile) assert.is(printed(command, [name]), `${prefix}${name}|`);
  });
}

test('each file of several is a word of its own', () => {
  assert.is(printed(["printf '%s|'", '{inputs.a}'], ['a b', 'c', '*']), 'a b|c|*|');
});

test('whatever a value holds, and wherever it stands, nothing of it is run', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom('"', "'", '`', '$(', ')', '\\', '#', ' ', 'x', '\n', '(', '<<E\n', '{values.v}'),
      ),
      (pieces) => {
        const folder = temporaryFolder();
        const script = scriptOf(
          [pieces.join('')],
          [],
          '\';touch PWNED;"`touch PWNED`$(touch PWNED)\ntouch PWNED\n',
        );
        mkdirSync(join(folder, 'in'));
        writeFileSync(join(folder, 'in', 'x'), '');
        spawnSync('/bin/sh', ['-c', script], { cwd: folder, stdio: 'ignore' });
        assert.equal(readdirSync(folder), ['in']);
      },
    ),
    { numRuns: 100 },
  );
});

test.run();

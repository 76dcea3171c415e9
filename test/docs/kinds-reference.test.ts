// The reference of kinds is made from the kinds, and is what they make.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kindsReference, shippedWorkflows } from '../../scripts/kinds-reference.js';
import { kinds } from '../../src/steps/index.js';
import { repositoryRoot } from '../support/repository.js';

const made = kindsReference([...kinds.values()], shippedWorkflows(repositoryRoot));

test('docs/kinds.md is what the kinds make; `npm run schemas` writes it', () => {
  const committed = readFileSync(join(repositoryRoot, 'docs/kinds.md'), 'utf8');
  assert.ok(committed === made, 'docs/kinds.md is not what the kinds make: npm run schemas');
});

test('it has every kind, input, output and parameter', () => {
  for (const { name, inputs, outputs, params } of kinds.values()) {
    const section = made.split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? '';
    const names = [inputs, outputs, params.properties].flatMap((part) =>
      typeof part === 'string' ? [] : Object.keys(part),
    );
    for (const one of names) assert.ok(section.includes(`| \`${one}\` |`), `${name}: ${one}`);
  }
});

test('a pattern and a bar in a text do not break its tables', () => {
  const rows = made.split('\n').filter((line) => line.startsWith('|'));
  for (const row of rows) {
    const bars = row.replaceAll('\\|', '').match(/\|/g)?.length ?? 0;
    assert.ok(bars === 3 || bars === 4 || bars === 5, row);
  }
});

test.run();

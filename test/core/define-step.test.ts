// The types here are the test: a wrong one does not compile.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ok } from '../../src/core/result.js';
import { defineStep } from '../../src/core/step.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('the type of the parameters is inferred from a schema that is written in the call', () => {
  const kind = defineStep({
    name: 'typed',
    version: 1,
    summary: 'Has parameters of every sort.',
    stochastic: false,
    params: {
      type: 'object',
      additionalProperties: false,
      required: ['times'],
      properties: {
        times: { description: 'How often.', type: 'integer' },
        loud: { description: 'Whether in capitals.', type: 'boolean', default: false },
        mode: { description: 'How.', enum: ['fast', 'exact'], default: 'fast' },
        sizes: { description: 'Sizes.', type: 'array', items: { type: 'number' }, default: [] },
        title: { description: 'A title, or none.', type: ['string', 'null'], default: null },
        part: { description: 'A part.', anyOf: [{ const: 'all' }, { type: 'integer' }], default: 'all' },
        more: {
          description: 'More.',
          type: 'object',
          required: ['a'],
          properties: { a: { type: 'number' }, b: { type: 'string' } },
          default: { a: 1 },
        },
        names: {
          description: 'Names.',
          type: 'object',
          additionalProperties: { type: 'string' },
          default: {},
        },
      },
    },
    inputs: {},
    outputs: { out: { type: 'file', file: 'out.txt', summary: 'nothing' } },
    run({ params }) {
      const typed: {
        times: number;
        loud: boolean;
        mode: 'fast' | 'exact';
        sizes: readonly number[];
        title: string | null;
        part: number | 'all';
        more: { readonly a: number; readonly b?: string };
        names: Readonly<Record<string, string>>;
      } = params;
      const back: typeof params = {
        ...{ times: 1, loud: true, mode: 'exact', sizes: [1], title: null, part: 3, more: { a: 1, b: 'b' } },
        names: { a: 'a' },
      };
      // @ts-expect-error a parameter has its own type
      const wrong: string = params.times;
      // @ts-expect-error there is no such parameter
      assert.is(params.time, undefined);
      assert.ok([typed, back, wrong]);
      return Promise.resolve(ok());
    },
  });
  assert.is(kind.name, 'typed');
});

test('the example of the docs is strict TypeScript as it stands', () => {
  const page = readFileSync(join(repositoryRoot, 'docs/step-kinds-of-your-own.md'), 'utf8');
  const example = /```js\n(import[^]*?defineStep[^]*?)```/.exec(page)?.[1] ?? '';
  assert.match(example, /params\./);
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(repositoryRoot, join(folder, 'node_modules', 'skysort'));
  symlinkSync(join(repositoryRoot, 'node_modules', '@types'), join(folder, 'node_modules', '@types'));
  // A misspelt parameter shows that the types arrive.
  for (const [name, text] of [
    ['invert', example],
    ['misspelt', example.replaceAll('params.header', 'params.headre')],
  ] as const) {
    writeFileSync(join(folder, `${name}.mts`), text);
    const strictly = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'ES2022', '--module', 'NodeNext'];
    const compiler = join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc');
    let said = '';
    try {
      execFileSync(process.execPath, [compiler, ...strictly, '--types', 'node', `${name}.mts`], {
        cwd: folder,
      });
    } catch (error) {
      said = String((error as { stdout: unknown }).stdout);
    }
    if (name === 'invert') assert.is(said, '');
    else assert.match(said, /'headre' does not exist on type/);
  }
});

test.run();

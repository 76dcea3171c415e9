// The schema in an editor's place: the YAML language server completes, explains and marks workflows with it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stepFields } from '../../src/config/read-step.js';
import { workflowFields } from '../../src/config/read-frame.js';
import { kinds } from '../../src/steps/index.js';
import { LanguageServer, type Completion } from '../support/language-server.js';
import { repositoryRoot } from '../support/repository.js';

const server = await LanguageServer.start();
test.after(() => server.stop());

let count = 0;
const newFile = () => pathToFileURL(join(repositoryRoot, 'workflows', `test-${count++}.yaml`)).href;

const head = 'skysort: 1\nname: sky\nsteps:\n';
const labels = (completions: readonly Completion[]) => completions.map(({ label }) => label).sort();
const complete = async (steps: string) => server.complete(newFile(), head + steps);

test('after `uses:` every kind is offered', async () => {
  const offered = labels(await complete('  a:\n    uses: |\n'));
  const missing = [...kinds.keys()].filter((name) => !offered.includes(name));
  assert.equal(missing, []);
});

test('every field of a workflow and of a step is offered', async () => {
  const workflow = labels(await server.complete(newFile(), '|\n'));
  assert.equal(
    workflowFields.filter((field) => !workflow.includes(field)),
    [],
  );
  const step = labels(await complete('  a:\n    |\n'));
  assert.equal(
    stepFields.filter((field) => !step.includes(field)),
    [],
  );
});

for (const kind of kinds.values()) {
  const parameters = Object.keys(kind.params.properties).sort();

  test(`the parameters of ${kind.name} are offered under \`with:\` and \`sweep:\`, and no others`, async () => {
    for (const field of ['with', 'sweep']) {
      const offered = labels(await complete(`  a:\n    uses: ${kind.name}\n    ${field}:\n      |\n`));
      assert.equal(
        offered.filter((label) => !label.includes('{')),
        parameters,
        field,
      );
    }
  });

  if (typeof kind.inputs !== 'string') {
    test(`the inputs of ${kind.name} are offered`, async () => {
      const offered = labels(await complete(`  a:\n    uses: ${kind.name}\n    inputs:\n      |\n`));
      const missing = Object.keys(kind.inputs).filter((name) => !offered.includes(name));
      assert.equal(missing, []);
    });
  }

  test(`every parameter of ${kind.name} is explained under the mouse`, async () => {
    for (const [name, { description }] of Object.entries(kind.params.properties)) {
      const text = `${head}  a:\n    uses: ${kind.name}\n    with:\n      ${name.slice(0, 1)}|${name.slice(1)}: 1\n`;
      const shown = await server.hover(newFile(), text);
      const [words = ''] = description.split(/[.(:`_*<>[{]/);
      assert.ok(shown.includes(words.trim()), `${name}: ${shown}`);
    }
  });
}

test('a kind is explained under the mouse', async () => {
  const shown = await server.hover(newFile(), `${head}  a:\n    uses: km|eans\n`);
  assert.match(shown, kinds.get('kmeans')!.summary.slice(0, 20));
});

for (const [what, steps, line, message] of [
  [
    'a value of the wrong type',
    '  a:\n    uses: kmeans\n    inputs: { vectors: b.c }\n    with:\n      k: three\n',
    7,
    /./,
  ],
  [
    'a parameter that there is not',
    '  a:\n    uses: kmeans\n    inputs: { vectors: b.c }\n    with:\n      kk: 3\n',
    7,
    /kk/,
  ],
  ['a kind that there is not', '  a:\n    uses: kmean\n', 4, /kmeans/],
  ['a missing input', '  a:\n    uses: kmeans\n', 3, /inputs/],
] as const) {
  test(`${what} is marked at its line`, async () => {
    const marks = await server.diagnostics(newFile(), head + steps);
    assert.ok(
      marks.some((mark) => mark.range.start.line === line && message.test(mark.message)),
      JSON.stringify(marks, null, 1),
    );
  });
}

test('a kind of a plugin is not marked', async () => {
  const text = 'skysort: 1\nname: sky\nplugins: [./own.mjs]\nsteps:\n  a: { uses: own, with: { x: 1 } }\n';
  assert.equal(await server.diagnostics(newFile(), text), []);
});

for (const name of readdirSync(join(repositoryRoot, 'workflows')).filter((name) => name.endsWith('.yaml'))) {
  test(`workflows/${name} has no mark`, async () => {
    const path = join(repositoryRoot, 'workflows', name);
    const marks = await server.diagnostics(pathToFileURL(path).href, readFileSync(path, 'utf8'));
    assert.equal(marks, []);
  });
}

test.run();

// What is wrong with a plugin is told at its line of the workflow, all at once.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kindFaults } from '../../src/config/plugins/check-kind.js';
import { kinds } from '../../src/steps/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { messagesOf } from './load.js';

const root = temporaryFolder();

/** What a person reads about a workflow whose plugin holds this; paths of this machine are taken out. */
async function messages(plugin: string, more = ''): Promise<string> {
  const workingDirectory = mkdtempSync(join(root, 'work-'));
  writeFileSync(join(workingDirectory, 'own.mjs'), plugin);
  const text = `skysort: 1\nname: sky\nplugins: [own.mjs${more}]\nsteps:\n  a: { uses: own }\n`;
  return (await messagesOf(text, { workingDirectory })).split('\n\n').slice(0, -1).join('\n\n');
}

const line = (caret: string) =>
  `plugins: [own.mjs]\n                ^^^^^^^${caret === '' ? '' : ` ${caret}`}`.replace(
    'plugins',
    '      plugins',
  );

/** A right kind, with fields replaced. */
const own = (fields: Record<string, string> = {}) =>
  `export default {${Object.entries({
    name: `'own'`,
    version: '1',
    summary: `'Does it.'`,
    stochastic: 'false',
    params: `{ type: 'object', additionalProperties: false, properties: {} }`,
    inputs: '{}',
    outputs: `{ out: { type: 'file', file: 'out.txt', summary: 'it' } }`,
    run: '() => undefined',
    ...fields,
  })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')}};`;

test('every kind of skysort would do as a plugin', () => {
  for (const kind of kinds.values()) assert.equal(kindFaults(kind), [], kind.name);
});

test('a kind that is right is known to the rest of the workflow', async () => {
  assert.is(await messages(own()), '');
});

test('named exports are kinds when they have a run; what else a plugin exports is its own affair', async () => {
  const named = own().replace('export default', 'export const helper = 1, table = {}, own =');
  assert.is(await messages(named), '');
});

const wrong: readonly (readonly [what: string, plugin: string, message: string, remedy?: string])[] = [
  [
    'a plugin that throws',
    'const a = 1;\nthrow new TypeError("no telescope\\nat all");',
    'the plugin own.mjs cannot be loaded: TypeError: no telescope (own.mjs:2)',
  ],
  [
    'a plugin without a kind',
    'export const a = 1, b = {};',
    'the plugin own.mjs has no kind of step: it exports a and b',
    'export default defineStep({ name, version, … })',
  ],
  [
    'an empty plugin',
    '',
    'the plugin own.mjs has no kind of step: it exports nothing',
    'export default defineStep({ name, version, … })',
  ],
  [
    'a kind with the name of another',
    own({ name: `'kmeans'` }),
    'the plugin own.mjs has a kind kmeans, and so has skysort',
    'choose another name',
  ],
  [
    'a kind whose name is no name',
    own({ name: `'My Step'` }),
    'the plugin own.mjs: name of My Step must be text that matches ^[a-z][a-z0-9-]{0,63}$, found "My Step"',
  ],
  [
    'a kind without a version',
    own({ version: '' }),
    'the plugin own.mjs: version of own must be an integer of at least 1, found nothing',
  ],
  [
    'a misspelt field',
    own({ reproducability: '() => ({})' }),
    'the plugin own.mjs: each field of own must be one of name, version, summary, stochastic, params, sweepsInto, inputs, outputs, run, reproducibility, environment, borrowsThreads, batchAxes, runBatch, extendedBy, paramFaults, found "reproducability"',
  ],
  [
    'a run that is no function',
    own({ run: '3' }),
    'the plugin own.mjs: run of own must be a function, found 3',
  ],
  [
    'a parameter without a description',
    own({ params: `{ type: 'object', additionalProperties: false, properties: { k: { default: 1 } } }` }),
    'the plugin own.mjs: params.properties.k.description of own must be text that is not empty, found nothing',
  ],
  [
    'a parameter that is neither required nor has a default',
    own({
      params: `{ type: 'object', additionalProperties: false, properties: { k: { description: 'K.', type: 'integer' } } }`,
    }),
    'the plugin own.mjs: params.properties.k of own must be required, or have a default, found neither',
  ],
  [
    'a default that the parameter does not allow',
    own({
      params: `{ type: 'object', additionalProperties: false, properties: { k: { description: 'K.', type: 'integer', minimum: 2, default: 1 } } }`,
    }),
    'the plugin own.mjs: params.properties.k.default of own must be an integer of at least 2, found 1',
  ],
  [
    'a keyword that means nothing',
    own({
      params: `{ type: 'object', additionalProperties: false, properties: { k: { description: 'K.', type: 'integer', minimun: 2, default: 1 } } }`,
    }),
    'the plugin own.mjs: params of own must be a JSON Schema, found unknown keyword: "minimun"',
  ],
  [
    'a schema that is none',
    own({
      params: `{ type: 'object', additionalProperties: false, properties: { k: { description: 'K.', type: 'integr', default: 1 } } }`,
    }),
    'the plugin own.mjs: params of own must be a JSON Schema, found schema is invalid: data/properties/k/type must be equal to one of the allowed values, data/properties/k/type must be array, data/properties/k/type must match a schema in anyOf',
  ],
  [
    'batch axes without what takes them',
    own({ batchAxes: "['header']" }),
    'the plugin own.mjs: runBatch of own must be there, since there is batchAxes, found nothing',
  ],
  [
    'a batch axis that is no parameter',
    own({ batchAxes: "['k']", runBatch: '() => []' }),
    'the plugin own.mjs: batchAxes of own must be names of parameters, found "k"',
  ],
  [
    'a stochastic kind without a seed',
    own({ stochastic: 'true' }),
    'the plugin own.mjs: params.properties.seed of own must be there, since the kind is stochastic, found nothing',
  ],
  [
    'a sweep into a parameter that there is not',
    own({ sweepsInto: `'values'` }),
    'the plugin own.mjs: sweepsInto of own must be the name of a parameter of type object, found "values"',
  ],
  [
    'an output outside its folder',
    own({ outputs: `{ out: { type: 'file', file: '../out.txt', summary: 'it' } }` }),
    'the plugin own.mjs: outputs.out.file of own must be text that matches ^[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}$, found "../out.txt"',
  ],
  [
    'an output that is a file and a folder',
    own({ outputs: `{ out: { type: 'file', file: 'a', folder: 'b', summary: 'it' } }` }),
    'the plugin own.mjs: outputs.out of own must be a mapping with either file or folder, found a mapping',
  ],
  [
    'an output with a name that cannot be referred to',
    own({ outputs: `{ 'a.b': { type: 'file', file: 'a', summary: 'it' } }` }),
    'the plugin own.mjs: each name in outputs of own must be text that matches ^[A-Za-z_][A-Za-z0-9_-]{0,63}$, found "a.b"',
  ],
  [
    'a kind without outputs',
    own({ outputs: '{}' }),
    'the plugin own.mjs: outputs of own must be a mapping, found a mapping',
  ],
  [
    'an input of no known type',
    own({ inputs: `{ in: { type: 'pictures', summary: 'them' } }` }),
    'the plugin own.mjs: inputs.in.type of own must be one of any, files, file, images, catalogue, split, model, vectors, labels, table, embedding, figure or report or a list of at least 1 value, each one of files, file, images, catalogue, split, model, vectors, labels, table, embedding, figure or report, found "pictures"',
  ],
];

for (const [what, plugin, message, remedy = ''] of wrong) {
  test(`${what} is told at its place`, async () => {
    assert.is(await messages(plugin), `sky.yaml:3:11 plugins[0] ${message}\n${line(remedy)}`);
  });
}

test('a plugin that is not there is told with what lies there, and its kinds are not called unknown', async () => {
  const text = 'skysort: 1\nname: sky\nplugins: [own.mjs, 3]\nsteps: { a: { uses: own } }\n';
  const found = await messagesOf(text, { files: ['owl.mjs'] });
  assert.match(found, /sky\.yaml:3:11 plugins\[0\] own\.mjs does not exist: .* has 1 file, owl\.mjs/);
  assert.match(found, /did you mean owl\.mjs\?/);
  assert.match(found, 'plugins[1] must be the path of a file such as ./my-step.mjs, found 3');
  assert.not.match(found, 'must be a kind of step');
});

test('two plugins cannot have a kind of the same name', async () => {
  assert.match(await messages(own(), ', own.mjs'), /plugins\[1\] .* has a kind own, and so has .*own\.mjs/);
});

test.run();

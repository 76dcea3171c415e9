import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { workflowSchema, workflowSchemaText } from '../../src/config/workflow-schema.js';
import { isJsonObject, type JsonObject } from '../../src/core/json.js';
import { kinds } from '../../src/steps/index.js';
import { repositoryRoot } from '../support/repository.js';
import { workflow } from './load.js';
import { sampleKinds } from './sample-kinds.js';

const validate = new Ajv({ allErrors: true, strict: false }).compile(workflowSchema(sampleKinds));

const accepts = (text: string) => {
  const accepted = validate(parse(text));
  return { accepted, errors: JSON.stringify(validate.errors) };
};

test('the committed schema is the one that the kinds make; `npm run schemas` writes it', () => {
  const committed = readFileSync(join(repositoryRoot, 'schemas', 'workflow.schema.json'), 'utf8');
  assert.ok(
    committed === workflowSchemaText(kinds),
    'schemas/workflow.schema.json is not what the kinds make',
  );
});

const right = {
  'a step with everything that it needs': `
a: { uses: kmeans, inputs: { vectors: b.latents }, with: { k: 3 } }`,
  'a required parameter that comes from the sweep': `
a: { uses: kmeans, inputs: { vectors: b.latents }, sweep: { k: [3, 6] } }`,
  'references in the place of numbers, lists and mappings': `
a: { uses: kmeans, inputs: "\${in}", with: { k: "\${k}", n_init: "\${n}" } }
b: { uses: kmeans, inputs: { vectors: "\${from}.latents" }, sweep: { k: "\${k}" } }
c: { uses: kmeans, inputs: { vectors: c.latents }, sweep: { k: [3, "\${k}"] } }`,
  'a reference inside a list of layers': `
a:
  uses: train-autoencoder
  inputs: { images: i.images, split: s.split }
  with: { architecture: [{ type: conv2d, filters: "\${filters}" }, { type: dense, units: 3 }] }`,
  'files by path and by pattern': `
a: { uses: ingest, inputs: { files: { glob: "*.tar" } } }
b: { uses: import-model, inputs: { weights: { path: model.h5 } } }`,
  'one cell of a sweep': `
a: { uses: gallery, inputs: { images: i.images, labels: "c@k=6,lr=0.5.labels" } }`,
  'a program with outputs of its own': `
a:
  uses: command
  inputs: { x: b.y }
  with: { command: [sort, "{inputs.x}"] }
  outputs: { sorted: sorted.csv, more: { folder: more, type: files } }`,
  'every common field': `
a:
  uses: report
  description: All of it
  resources: { cpus: 2, memory: 4G, time: 1h, gpus: 0 }
  retries: 2
  timeout: 30m
  gather: [k]
  exclude: [{ k: 3 }]`,
  'an empty with': `
a: { uses: report, with: }`,
};

for (const [what, steps] of Object.entries(right)) {
  test(`an editor accepts ${what}`, () => {
    const { accepted, errors } = accepts(workflow(steps.trim()));
    assert.ok(accepted, errors);
  });
}

const wrong = {
  'a kind that does not exist': 'a: { uses: kmean }',
  'a step without a kind': 'a: { with: { k: 3 } }',
  'a field that steps do not have': 'a: { uses: report, wiht: {} }',
  'a parameter of another kind': 'a: { uses: kmeans, inputs: { vectors: b.c }, with: { perplexity: 3 } }',
  'a parameter of the wrong type': 'a: { uses: kmeans, inputs: { vectors: b.c }, with: { k: "3" } }',
  'a parameter out of range': 'a: { uses: kmeans, inputs: { vectors: b.c }, with: { k: 1 } }',
  'a swept value out of range': 'a: { uses: kmeans, inputs: { vectors: b.c }, sweep: { k: [3, 1] } }',
  'a sweep that is no list': 'a: { uses: kmeans, inputs: { vectors: b.c }, sweep: { k: 3 } }',
  'an input that the kind does not have': 'a: { uses: kmeans, inputs: { vectors: b.c, images: b.d } }',
  'a missing input': 'a: { uses: kmeans, with: { k: 3 } }',
  'a path where only a step can make the input':
    'a: { uses: encode, inputs: { images: i.images, model: { path: model.json } } }',
  'inputs of a report': 'a: { uses: report, inputs: { x: y.z } }',
  'outputs of a kind that has its own': 'a: { uses: report, outputs: { x: y.csv } }',
  'a program without outputs': 'a: { uses: command, with: { command: [ls] } }',
  'an output outside its folder': 'a: { uses: command, with: { command: [ls] }, outputs: { x: ../y.csv } }',
  'a name that is no name': '"a b": { uses: report }',
};

for (const [what, steps] of Object.entries(wrong)) {
  test(`an editor marks ${what}`, () => assert.not.ok(accepts(workflow(steps)).accepted));
}

test('an editor marks a missing version, and one that is not known', () => {
  const text = workflow('a: { uses: report }');
  assert.ok(accepts(text).accepted);
  assert.not.ok(accepts(text.replace('skysort: 1\n', '')).accepted);
  assert.not.ok(accepts(text.replace('skysort: 1', 'skysort: 2')).accepted);
});

/** The properties of a field of one kind's steps: it is a mapping, or a reference to one. */
function propertiesOf(then: JsonObject, field: string): JsonObject {
  const schema = (then['properties'] as JsonObject)[field];
  const [mapping] = isJsonObject(schema) ? ((schema['anyOf'] ?? []) as JsonObject[]) : [];
  const properties = mapping?.['properties'];
  return isJsonObject(properties) ? properties : {};
}

test('every field, input and parameter of every kind has a description to hover over', () => {
  const schema = workflowSchema(kinds) as unknown as {
    properties: JsonObject;
    definitions: { step: { properties: JsonObject; allOf: { then: JsonObject }[] } };
  };
  const { step } = schema.definitions;
  assert.is(step.allOf.length, kinds.size);
  const described = [schema.properties, step.properties];
  for (const { then } of step.allOf) {
    for (const field of ['inputs', 'with', 'sweep']) described.push(propertiesOf(then, field));
  }
  const all = described.flatMap((properties) => Object.entries(properties));
  assert.ok(all.length > 50, String(all.length));
  const bare = all.filter(
    ([, property]) => !isJsonObject(property) || typeof property['description'] !== 'string',
  );
  assert.equal(bare, []);
});

for (const name of ['demo', 'galaxies', 'original-weights']) {
  test(`the workflow ${name} is free of marks, as far as its kinds are there`, () => {
    const text = readFileSync(join(repositoryRoot, 'workflows', `${name}.yaml`), 'utf8');
    const document = parse(text) as { steps: Record<string, { uses: string }> };
    document.steps = Object.fromEntries(
      Object.entries(document.steps).filter(([, { uses }]) => kinds.has(uses)),
    );
    const check = new Ajv({ allErrors: true, strict: false }).compile(workflowSchema(kinds));
    assert.ok(check(document), JSON.stringify(check.errors, null, 1));
  });
}

test.run();

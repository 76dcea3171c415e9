// The JSON Schema of a workflow file, for editors: completion and hover text for every field of every kind. It is generated
// from the kinds and from the same constants that the reading stages use. It allows what it cannot judge: a value may be a
// `${reference}`, a required parameter may come from the sweep, and names of steps are not resolved.
import { isJsonObject, type Json, type JsonObject } from '../core/json.js';
import type { InputSpec, StepKind } from '../core/step.js';
import { artifactTypes } from '../core/artifact.js';
import { kindName } from './plugins/kind-schema.js';
import { acceptedTypes, isFileLike } from './artifact-rules.js';
import { allowReferences } from './reference-schema.js';
import { durationPhrase, sizePhrase } from './quantities.js';
import { plainName } from './plain-name.js';
import { formatVersion, workflowFields, workflowName } from './read-frame.js';
import { maxUnits } from './read-resources.js';
import { maxRetries, stepFields } from './read-step.js';
import { paramName } from './template.js';

const ref = (name: string): JsonObject => ({ $ref: `#/definitions/${name}` });

/** @returns A draft-07 schema that is complete for these kinds. */
export function workflowSchema(kinds: ReadonlyMap<string, StepKind>): JsonObject {
  const list = [...kinds.values()];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'skysort workflow',
    description: 'A pipeline of steps that sorts images, and the parameters to try.',
    type: 'object',
    additionalProperties: false,
    required: ['skysort', 'name', 'steps'],
    properties: inOrder(workflowFields, {
      skysort: { const: formatVersion, description: 'The version of the format of this file.' },
      name: {
        description: "The name of the workflow, which is the name of its runs' folder.",
        anyOf: [{ type: 'string', pattern: workflowName.source }, ref('reference')],
      },
      seed: {
        description: 'The seed of every stochastic step that has none of its own; 0 when left out.',
        default: 0,
        anyOf: [{ type: 'integer', minimum: 0 }, ref('reference')],
      },
      params: {
        description: 'Values that steps use as ${name} and that `--set name=value` overrides.',
        type: ['object', 'null'],
        propertyNames: { pattern: paramName.source },
      },
      plugins: {
        description:
          'Files with kinds of steps of your own, `./my-step.mjs`, from the working directory. They are programs: they run.',
        type: ['array', 'null'],
        items: { type: 'string', minLength: 1 },
      },
      steps: {
        description: 'The steps by name. They run when what they read is there, whatever their order here.',
        type: 'object',
        minProperties: 1,
        propertyNames: { pattern: plainName.source },
        additionalProperties: ref('step'),
      },
    }),
    // Only a workflow with plugins has kinds that are not known here.
    if: { not: { required: ['plugins'] } },
    then: {
      properties: {
        steps: { additionalProperties: { properties: { uses: { enum: list.map((kind) => kind.name) } } } },
      },
    },
    definitions: {
      // A text that holds a reference. Without a description: editors would show it in the place of the parameter's own.
      reference: {
        type: 'string',
        pattern: referencePattern,
      },
      step: stepSchema(list),
      ...inputSchemas(),
      ...commonSchemas(),
    },
  };
}

/** A text with `${…}` in it. */
const referencePattern = String.raw`\$\{[^}]*\}`;

/** Properties in the order of a list of names, so that the schema and the reader cannot name different fields. */
function inOrder(names: readonly string[], properties: JsonObject): JsonObject {
  const missing = [
    ...names.filter((name) => !(name in properties)),
    ...Object.keys(properties).filter((name) => !names.includes(name)),
  ];
  if (missing.length > 0)
    throw new TypeError(`workflowSchema: ${missing.join(', ')} is known on one side only`);
  return Object.fromEntries(names.map((name) => [name, properties[name] ?? null]));
}

function stepSchema(kinds: readonly StepKind[]): JsonObject {
  return {
    description: 'One step: what it does, what it reads, and its parameters.',
    type: 'object',
    additionalProperties: false,
    required: ['uses'],
    properties: inOrder(stepFields, {
      uses: {
        description: 'The kind of step.',
        anyOf: [
          {
            enum: kinds.map((kind) => kind.name),
            markdownEnumDescriptions: kinds.map((kind) => kind.summary),
          },
          { description: 'A kind of a plugin.', type: 'string', pattern: kindName.source },
        ],
      },
      description: {
        description: 'What the step is for, shown while it runs and in the report.',
        type: 'string',
        minLength: 1,
      },
      inputs: {
        description: 'Where each input comes from: an output of another step (`step.output`), or files.',
      },
      with: { description: 'The parameters of the kind.' },
      sweep: {
        description:
          'Lists of values for parameters: the step runs once for each combination, as `name@k=6`.',
      },
      gather: {
        description: 'Swept axes of the inputs that this step reads all together, not one by one.',
        anyOf: [{ type: 'array', items: { type: 'string' }, uniqueItems: true }, ref('reference')],
      },
      exclude: {
        description: 'Combinations of swept values to leave out; one may name some of the axes only.',
        anyOf: [{ type: 'array', items: { type: 'object', minProperties: 1 } }, ref('reference')],
      },
      outputs: { description: 'The files or folders that the program leaves, by name.' },
      resources: {
        description: 'What the step needs of the machine. It does not change the result.',
        ...ref('resources'),
      },
      retries: {
        description: 'How often a failed attempt is tried again; 0 when left out.',
        default: 0,
        anyOf: [{ type: 'integer', minimum: 0, maximum: maxRetries }, ref('reference')],
      },
      timeout: { description: 'How long an attempt may take.', ...ref('duration') },
    }),
    allOf: kinds.map((kind) => ({
      if: { properties: { uses: { const: kind.name } }, required: ['uses'] },
      then: kindSchema(kind, kinds),
    })),
  };
}

/** What a step of one kind may say. */
function kindSchema(kind: StepKind, kinds: readonly StepKind[]): JsonObject {
  const needed = [
    ...(requiredInputs(kind).length > 0 ? ['inputs'] : []),
    ...(kind.outputs === 'declared' ? ['outputs'] : []),
  ];
  return {
    ...(needed.length === 0 ? {} : { required: needed }),
    properties: {
      inputs: kind.inputs === 'everything' ? false : inputsOf(kind, kinds),
      with: withOf(kind),
      sweep: sweepOf(kind),
      outputs: kind.outputs === 'declared' ? ref('outputs') : false,
    },
  };
}

function requiredInputs(kind: StepKind): string[] {
  if (typeof kind.inputs === 'string') return [];
  return Object.keys(kind.inputs).filter(
    (name) => kind.inputs !== 'any' && specOf(kind, name)?.required !== false,
  );
}

function specOf(kind: StepKind, name: string): InputSpec | undefined {
  return typeof kind.inputs === 'string' ? undefined : kind.inputs[name];
}

function inputsOf(kind: StepKind, kinds: readonly StepKind[]): JsonObject {
  const description = `What ${kind.name} reads.`;
  if (typeof kind.inputs === 'string') {
    const propertyNames = { pattern: plainName.source };
    const mapping = { type: ['object', 'null'], propertyNames, additionalProperties: ref('anyInput') };
    return { description: `${description} Choose the names.`, anyOf: [mapping, ref('reference')] };
  }
  const properties = Object.fromEntries(
    Object.entries(kind.inputs).map(([name, spec]) => [
      name,
      { description: inputText(spec), ...ref(isFileLike(spec, kinds) ? 'anyInput' : 'stepInput') },
    ]),
  );
  const required = requiredInputs(kind);
  const type = required.length === 0 ? ['object', 'null'] : 'object';
  const mapping = {
    type,
    properties,
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
  };
  return { description, anyOf: [mapping, ref('reference')] };
}

function inputText(spec: InputSpec): string {
  const types = spec.type === 'any' ? 'any type' : `type ${acceptedTypes(spec).join(' or ')}`;
  const optional = spec.required === false ? ' Optional.' : '';
  const gathers = spec.gathers === true ? ' `gather` collects a sweep into it.' : '';
  return `${sentence(spec.summary)} Takes ${types}.${optional}${gathers}`;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}

function propertiesOf(kind: StepKind): [string, JsonObject][] {
  return Object.entries(kind.params.properties as unknown as JsonObject).flatMap(([name, property]) =>
    isJsonObject(property) ? [[name, property] as [string, JsonObject]] : [],
  );
}

function withOf(kind: StepKind): JsonObject {
  const required = new Set(kind.params.required ?? []);
  const properties = Object.fromEntries(
    propertiesOf(kind).map(([name, property]) => {
      const text = typeof property['description'] === 'string' ? property['description'] : '';
      const note =
        name === 'seed' && kind.stochastic
          ? " By default the workflow's seed."
          : required.has(name)
            ? ' Required here or in `sweep`.'
            : '';
      return [name, { ...allowReferences(property, ref('reference')), description: text + note }];
    }),
  );
  const mapping = { type: ['object', 'null'], properties, additionalProperties: false };
  return { description: `The parameters of ${kind.name}.`, anyOf: [mapping, ref('reference')] };
}

function sweepOf(kind: StepKind): JsonObject {
  const properties = Object.fromEntries(
    propertiesOf(kind).map(([name, property]) => {
      const { description } = property;
      const value = Object.entries(property).filter(
        ([keyword]) => keyword !== 'description' && keyword !== 'default',
      );
      const items = allowReferences(Object.fromEntries(value), ref('reference'));
      const text = typeof description === 'string' ? `Values to try. ${description}` : 'Values to try.';
      return [name, { description: text, anyOf: [{ type: 'array', minItems: 1, items }, ref('reference')] }];
    }),
  );
  const values = {
    description: 'Values to try, as {values.NAME}.',
    anyOf: [
      { type: 'array', minItems: 1, items: { type: ['string', 'number', 'boolean'] } },
      ref('reference'),
    ],
  };
  const additionalProperties = kind.sweepsInto === undefined ? false : values;
  const propertyNames = kind.sweepsInto === undefined ? {} : { propertyNames: { pattern: plainName.source } };
  const mapping = { type: ['object', 'null'], properties, ...propertyNames, additionalProperties };
  const description = `Lists of values for parameters of ${kind.name}: it runs once for each combination.`;
  return { description, anyOf: [mapping, ref('reference')] };
}

function inputSchemas(): JsonObject {
  const output: JsonObject = {
    description: 'An output of another step, `step.output`; one cell of a sweep is `step@k=6.output`.',
    type: 'string',
    pattern: String.raw`^[A-Za-z_][\w-]*(@[^/\s]+)?\.[A-Za-z_][\w-]*$|\$\{[^}]*\}`,
  };
  const one = (name: string, description: string): JsonObject => ({
    type: 'object',
    additionalProperties: false,
    required: [name],
    properties: { [name]: { description, type: 'string', minLength: 1 } },
  });
  const path = one('path', 'A file, from the working directory.');
  const glob = one(
    'glob',
    'A pattern of files (`*`, `?`, `**`, `[a-c]`, `{a,b}`), from the working directory; sorted by path.',
  );
  return { stepInput: output, anyInput: { anyOf: [output, path, glob] } };
}

function commonSchemas(): JsonObject {
  const count = (minimum: number, description: string): JsonObject => ({
    description,
    anyOf: [{ type: 'integer', minimum, maximum: maxUnits }, ref('reference')],
  });
  const file = { type: 'string', pattern: String.raw`^[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}$|\$\{[^}]*\}` };
  const type = { description: 'What other steps take it for.', enum: [...artifactTypes] };
  const long = (name: string, description: string): JsonObject => ({
    type: 'object',
    additionalProperties: false,
    required: [name],
    properties: { [name]: { description, ...file }, type },
  });
  return {
    duration: { description: sentence(durationPhrase), type: 'string' },
    resources: {
      anyOf: [
        {
          type: ['object', 'null'],
          additionalProperties: false,
          properties: {
            cpus: count(1, 'Cores.'),
            memory: { description: sentence(sizePhrase), type: 'string' },
            time: { description: sentence(durationPhrase), type: 'string' },
            gpus: count(0, 'Accelerators.'),
          },
        },
        ref('reference'),
      ],
    },
    outputs: {
      description: 'Each output with the name of its file; a type says what other steps take it for.',
      anyOf: [
        {
          type: 'object',
          minProperties: 1,
          propertyNames: { pattern: plainName.source },
          additionalProperties: {
            anyOf: [file, long('file', "The file's name."), long('folder', "The folder's name.")],
          },
        },
        ref('reference'),
      ],
    },
  };
}

/** The text of the schema file. */
export function workflowSchemaText(kinds: ReadonlyMap<string, StepKind>): string {
  return `${JSON.stringify(workflowSchema(kinds) satisfies Json, null, 2)}\n`;
}

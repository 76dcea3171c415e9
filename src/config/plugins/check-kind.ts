// Whether what a plugin exports is a kind. A compiler checks the same for those who use one; here everyone else gets a sentence
// for each mistake.
import { Ajv, type ErrorObject } from '../vendor/ajv.js';
import type { JsonObject } from '../../core/json.js';
import type { ParamsSchema, StepKind } from '../../core/step.js';
import { describeSchema } from '../describe-schema.js';
import { reduceUnions } from '../param-unions.js';
import { kindSchema } from './kind-schema.js';

/** `field` of the kind must be `expected` and is `found`; an empty field is the kind itself. */
export interface KindFault {
  readonly field: string;
  readonly expected: string;
  readonly found: string;
}

const strictly = { strict: true, strictRequired: false, allowUnionTypes: true } as const;

const checkShape = new Ajv({ allErrors: true, verbose: true, strict: false }).compile(kindSchema);

/** All that is wrong with an exported kind; nothing when it is one. */
export function kindFaults(exported: object): readonly KindFault[] {
  if (!checkShape(exported)) return reduceUnions(checkShape.errors ?? []).flatMap(shapeFault);
  const kind = exported as StepKind;
  return [
    ...functionFaults(kind),
    ...paramsFaults(kind.params),
    ...seedFaults(kind),
    ...sweepFaults(kind),
    ...batchFaults(kind),
  ];
}

function shapeFault(error: ErrorObject): KindFault[] {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const params = error.params as Record<string, unknown>;
  const schema = (error.parentSchema ?? {}) as JsonObject;
  const properties = (schema['properties'] ?? {}) as JsonObject;
  switch (error.keyword) {
    case 'required': {
      const name = String(params['missingProperty']);
      // A branch of a choice has no properties of its own: the choice tells.
      if (!(name in properties)) return [];
      const field = path === '' ? name : `${path}.${name}`;
      return [{ field, expected: describeSchema(properties[name] as JsonObject), found: 'nothing' }];
    }
    case 'additionalProperties': {
      const field = path === '' ? 'each field' : `each field of ${path}`;
      const expected = `one of ${Object.keys(properties).join(', ')}`;
      return [{ field, expected, found: found(String(params['additionalProperty'])) }];
    }
    case 'propertyNames':
      return [
        {
          field: `each name in ${path}`,
          expected: describeSchema({ type: 'string', ...(schema['propertyNames'] as JsonObject) }),
          found: found(params['propertyName']),
        },
      ];
    case 'oneOf':
      return [{ field: path, expected: 'a mapping with either file or folder', found: found(error.data) }];
    default:
      // What is wrong with a name is told once, with its mapping.
      if (error.propertyName !== undefined) return [];
      return [{ field: path, expected: describeSchema(schema), found: found(error.data) }];
  }
}

function functionFaults(kind: object): KindFault[] {
  const given = kind as Readonly<Record<string, unknown>>;
  return ['run', 'runBatch', 'reproducibility', 'environment', 'extendedBy', 'paramFaults'].flatMap(
    (field) => {
      const value = given[field];
      const isFine = typeof value === 'function' || (value === undefined && field !== 'run');
      return isFine ? [] : [{ field, expected: 'a function', found: found(value) }];
    },
  );
}

/** Each parameter's schema must mean something, and a default must be a value that it allows. */
function paramsFaults(params: ParamsSchema): KindFault[] {
  const trouble = compile(params);
  if (typeof trouble === 'string') return [{ field: 'params', expected: 'a JSON Schema', found: trouble }];
  return Object.entries(params.properties).flatMap(([name, schema]): KindFault[] => {
    const field = `params.properties.${name}`;
    if (!('default' in schema)) {
      const isRequired = params.required?.includes(name) === true;
      return isRequired ? [] : [{ field, expected: 'required, or have a default', found: 'neither' }];
    }
    const { default: value, ...allowed } = schema;
    const check = compile(allowed);
    if (typeof check === 'string' || check(value)) return [];
    const expected = describeSchema(allowed as JsonObject);
    return [{ field: `${field}.default`, expected, found: found(value) }];
  });
}

/** @returns What is wrong with the schema when it is none. */
function compile(schema: object) {
  try {
    return new Ajv({ ...strictly, useDefaults: true }).compile(schema);
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/^strict mode: /, '');
  }
}

function seedFaults({ stochastic, params }: StepKind): KindFault[] {
  if (!stochastic || Object.hasOwn(params.properties, 'seed')) return [];
  const expected = 'there, since the kind is stochastic';
  return [{ field: 'params.properties.seed', expected, found: 'nothing' }];
}

function sweepFaults({ sweepsInto, params }: StepKind): KindFault[] {
  if (sweepsInto === undefined || params.properties[sweepsInto]?.['type'] === 'object') return [];
  return [
    { field: 'sweepsInto', expected: 'the name of a parameter of type object', found: found(sweepsInto) },
  ];
}

function batchFaults(kind: StepKind): KindFault[] {
  const { batchAxes, params } = kind;
  if ((batchAxes === undefined) !== (kind.runBatch === undefined)) {
    const [field, other] = batchAxes === undefined ? ['batchAxes', 'runBatch'] : ['runBatch', 'batchAxes'];
    return [{ field, expected: `there, since there is ${other}`, found: 'nothing' }];
  }
  const unknown = batchAxes?.find((name) => !Object.hasOwn(params.properties, name));
  if (unknown === undefined) return [];
  return [{ field: 'batchAxes', expected: 'names of parameters', found: found(unknown) }];
}

function found(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a mapping';
  return typeof value === 'function' ? 'a function' : JSON.stringify(value);
}

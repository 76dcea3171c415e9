import { sha256 } from '../core/fingerprint.js';
import { canonicalJson, type Json } from '../core/json.js';
import type { DescribedInputs } from './describe-inputs.js';
import { outputParameterId, type DescribedOutputs } from './describe-outputs.js';
import type { DescribedSteps } from './describe-steps.js';
import { fragmentId, reference, type CrateGraph, type Reference } from './graph.js';
import { workflowCopy, type RunFacts } from './run-facts.js';

/** The params of the workflow file, with the values that this run gave them. */
export interface DescribedParameters {
  readonly formal: readonly Reference[];
  readonly values: readonly Reference[];
}

export function describeParameters({ manifest }: RunFacts, graph: CrateGraph): DescribedParameters {
  const params = Object.entries({ ...manifest.params, seed: manifest.seed });
  const formal: Reference[] = [];
  const values: Reference[] = [];
  for (const [name, value] of params) {
    const id = fragmentId('param', name);
    const valueId = fragmentId('param', name, 'value');
    formal.push(
      graph.add(id, 'FormalParameter', {
        name,
        additionalType: typeOf(value),
        workExample: reference(valueId),
      }),
    );
    values.push(
      graph.add(valueId, 'PropertyValue', { name, value: valueText(value), exampleOfWork: reference(id) }),
    );
  }
  return { formal, values };
}

/** The schema.org type of a value. */
function typeOf(value: Json): string {
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'Float';
  return typeof value === 'string' ? 'Text' : 'PropertyValue';
}

/** A value as RO-Crate can hold it: a list or a mapping is its JSON text. */
export function valueText(value: Json): string | number | boolean {
  return value === null || typeof value === 'object' ? canonicalJson(value) : value;
}

export interface WorkflowParts {
  readonly parameters: DescribedParameters;
  readonly inputs: DescribedInputs;
  readonly outputs: DescribedOutputs;
  readonly steps: DescribedSteps;
}

/** The workflow file: what it takes, what it makes, of which steps. */
export function describeWorkflow(
  { manifest, plan }: RunFacts,
  graph: CrateGraph,
  parts: WorkflowParts,
): void {
  const { parameters, inputs, outputs, steps } = parts;
  const text = plan.text ?? '';
  graph.add(workflowCopy, ['File', 'SoftwareSourceCode', 'ComputationalWorkflow', 'HowTo'], {
    name: manifest.workflow,
    description: 'The workflow file as it was run.',
    encodingFormat: 'application/yaml',
    contentSize: String(Buffer.byteLength(text)),
    sha256: sha256(text),
    programmingLanguage: reference('#workflow-language'),
    input: [...parameters.formal, ...describeFileParameters(inputs, graph)],
    output: describeOutputParameters(outputs, graph),
    hasPart: steps.tools,
    step: steps.steps,
  });
  graph.add('#workflow-language', 'ComputerLanguage', {
    name: 'skysort workflow',
    version: '1',
    description: 'A YAML file that names steps, their kinds, inputs and parameters.',
  });
}

function describeFileParameters({ byInput }: DescribedInputs, graph: CrateGraph): Reference[] {
  return [...byInput].map(([name, example]) => {
    const isList = example['@id'].startsWith('#');
    return graph.add(fragmentId('input', name), 'FormalParameter', {
      name,
      additionalType: isList ? 'Collection' : 'File',
      workExample: example,
    });
  });
}

function describeOutputParameters({ byOutput }: DescribedOutputs, graph: CrateGraph): Reference[] {
  return [...byOutput].map(([name, examples]) => {
    const [step, output] = splitAtLastDot(name);
    return graph.add(outputParameterId(step, output), 'FormalParameter', {
      name,
      additionalType: examples[0]?.['@id'].endsWith('/') === true ? 'Dataset' : 'File',
      workExample: examples,
    });
  });
}

function splitAtLastDot(name: string): [string, string] {
  const at = name.lastIndexOf('.');
  return [name.slice(0, at), name.slice(at + 1)];
}

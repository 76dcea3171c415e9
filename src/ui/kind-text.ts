import { artifactTypes } from '../core/artifact.js';
import { canonicalJson, type Json } from '../core/json.js';
import type { InputSpec, OutputSpec, StepKind } from '../core/step.js';
import { fieldLines } from './field-lines.js';
import { orList, schemaText, type Schema } from './schema-text.js';
import { padText, textWidth, wrapHanging, wrapText } from './text-width.js';

const columns = 80;

/** What `skysort kinds` prints: each kind with its sentence. */
export function kindsText(kinds: readonly StepKind[]): string {
  const width = kinds.reduce((most, { name }) => Math.max(most, textWidth(name)), 0);
  const lines = kinds.flatMap(({ name, summary }) =>
    wrapText(summary, columns - width - 2).map(
      (line, index) => `${padText(index === 0 ? name : '', width)}  ${line}`,
    ),
  );
  return `${[...lines, '', 'skysort kinds KIND tells what a kind takes and makes'].join('\n')}\n`;
}

/** What `skysort kinds KIND` prints: how to write a step of the kind, its inputs, outputs and every parameter. */
export function kindText(kind: StepKind): string {
  const sections = [
    [kind.name, ...indented(kind.summary, 2)],
    ['Usage', ...usageLines(kind)],
    ['Inputs', ...inputLines(kind.inputs)],
    ['Outputs', ...outputLines(kind.outputs)],
    ['Parameters', ...parameterLines(kind)],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** How to write a step of the kind, with what it needs. */
export function usageLines(kind: StepKind): string[] {
  const inputs = typeof kind.inputs === 'object' ? Object.entries(kind.inputs) : [];
  const needed = inputs.filter(([, input]) => input.required !== false);
  const required = kind.params.required ?? [];
  const given = required.filter((name) => !(kind.stochastic && name === 'seed'));
  const bind = ([name, input]: [string, InputSpec]): string =>
    `${name}: ${acceptsOnlyFiles(input) ? '{ glob: "…" }' : 'STEP.OUTPUT'}`;
  return [
    '  STEP:',
    `    uses: ${kind.name}`,
    ...mappingLines('inputs', needed.map(bind)),
    ...(kind.outputs === 'declared' ? ['    outputs: { NAME: FILE }'] : []),
    ...mappingLines(
      'with',
      given.map((name) => `${name}: …`),
    ),
  ];
}

/** A mapping of a step in one line, or where that is too long in one for each entry. */
function mappingLines(name: string, entries: readonly string[]): string[] {
  if (entries.length === 0) return [];
  const line = `    ${name}: { ${entries.join(', ')} }`;
  return textWidth(line) <= columns ? [line] : [`    ${name}:`, ...entries.map((entry) => `      ${entry}`)];
}

function acceptsOnlyFiles(input: InputSpec): boolean {
  return typeTexts(input.type).every((type) => type === 'files' || type === 'file');
}

function typeTexts(type: InputSpec['type']): readonly string[] {
  return typeof type === 'string' ? [type] : type;
}

function inputLines(inputs: StepKind['inputs']): string[] {
  if (inputs === 'any')
    return [
      '  any, by names of your own:',
      '    inputs: { a: STEP.OUTPUT, b: { path: FILE }, c: { glob: "data/*.csv" } }',
      '  `gather: [AXIS]` collects the cells of a swept input',
    ];
  if (inputs === 'everything') return ['  every output of the other steps, without being named'];
  const rows = Object.entries(inputs).map(([name, input]) => {
    const remarks = [
      ...(input.required === false ? ['optional'] : []),
      ...(input.gathers === true ? ['can gather a sweep'] : []),
    ];
    return [name, typeTexts(input.type).join(' or '), sentence(input.summary, remarks)];
  });
  return rows.length === 0 ? ['  none'] : described(rows);
}

function outputLines(outputs: StepKind['outputs']): string[] {
  if (outputs === 'declared')
    return [
      '  those that the step declares, each with the name of its file or folder:',
      '    outputs: { a: a.csv, b: { file: b.npy, type: vectors }, c: { folder: c } }',
      '  A type says which inputs take the output; without one it is table for .csv,',
      '  files for a folder, file for anything else. There are',
      ...indented(`${orList(artifactTypes)}.`, 2),
    ];
  const place = (output: OutputSpec): string => ('file' in output ? output.file : `${output.folder}/`);
  const rows = Object.entries(outputs).map(([name, output]) => [
    name,
    output.type,
    sentence(output.summary, [place(output)]),
  ]);
  return rows.length === 0 ? ['  none'] : described(rows);
}

function parameterLines(kind: StepKind): string[] {
  const names = Object.keys(kind.params.properties);
  if (names.length === 0) return ['  none'];
  return names.flatMap((name) => {
    const schema = kind.params.properties[name] ?? { description: '' };
    return [
      ...wrapHanging(`  ${name}: ${schemaText(schema)}${defaultText(kind, name, schema)}`, columns),
      ...indented(schema.description, 6),
      ...fieldLines(schema, 6),
    ];
  });
}

function defaultText(kind: StepKind, name: string, schema: Schema): string {
  if (kind.stochastic && name === 'seed') return ", by default the workflow's";
  if (kind.params.required?.includes(name) === true) return ', required';
  return 'default' in schema ? `, by default ${canonicalJson(schema['default'] as Json)}` : '';
}

function sentence(summary: string, remarks: readonly string[]): string {
  return remarks.length === 0 ? summary : `${summary} (${remarks.join(', ')})`;
}

function indented(text: string, indent: number): string[] {
  return wrapText(text, columns - indent).map((line) => ' '.repeat(indent) + line);
}

/** Name, type and a wrapped sentence beside each other; a long type takes a line of its own above its sentence. */
function described(rows: readonly string[][]): string[] {
  const nameWidth = rows.reduce((most, [name = '']) => Math.max(most, textWidth(name)), 0);
  return rows.flatMap(([name = '', type = '', text = '']) => [
    `  ${padText(name, nameWidth)}  ${type}`,
    ...indented(text, 6),
  ]);
}

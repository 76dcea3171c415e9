import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { canonicalJson, type Json } from '../src/core/json.js';
import type { StepKind } from '../src/core/step.js';
import { fieldLines } from '../src/ui/field-lines.js';
import { usageLines } from '../src/ui/kind-text.js';
import { orList, schemaText } from '../src/ui/schema-text.js';

/** Which kinds a workflow of the package uses. */
export interface ShippedWorkflow {
  readonly name: string;
  readonly uses: ReadonlySet<string>;
}

export function shippedWorkflows(root: string): ShippedWorkflow[] {
  const folder = join(root, 'workflows');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.sort().map((file) => {
    const { steps } = parse(readFileSync(join(folder, file), 'utf8')) as {
      steps: Record<string, { uses: string }>;
    };
    return {
      name: file.slice(0, -'.yaml'.length),
      uses: new Set(Object.values(steps).map(({ uses }) => uses)),
    };
  });
}

/** docs/kinds.md: every kind with its inputs, outputs and parameters, as `skysort kinds KIND` tells them. */
export function kindsReference(kinds: readonly StepKind[], workflows: readonly ShippedWorkflow[]): string {
  const contents = kinds.map(({ name, summary }) => `| [\`${name}\`](#${name}) | ${cell(summary)} |`);
  return `# Kinds of steps

What \`uses:\` can name, in the order of a pipeline. \`skysort kinds KIND\` tells the same in a terminal, and an editor with the YAML language
server while you type. This page is made from the kinds by \`npm run schemas\`.

| kind | what it does |
|---|---|
${contents.join('\n')}

${kinds.map((kind) => kindSection(kind, workflows)).join('\n')}`;
}

function kindSection(kind: StepKind, workflows: readonly ShippedWorkflow[]): string {
  const users = workflows.filter(({ uses }) => uses.has(kind.name));
  const links = users.map(({ name }) => `[${name}](../workflows/${name}.yaml)`);
  const usage = usageLines(kind).map((line) => line.slice(2));
  return [
    `## ${kind.name}`,
    '',
    `${kind.summary} Version ${kind.version}.${links.length === 0 ? '' : ` Used in ${links.join(', ')}.`}`,
    '',
    '```text',
    ...usage,
    '```',
    '',
    ...inputLines(kind),
    ...outputLines(kind),
    ...parameterLines(kind),
  ].join('\n');
}

function inputLines({ inputs }: StepKind): string[] {
  if (inputs === 'everything')
    return ['Takes every output of the other steps, without their being named.', ''];
  if (inputs === 'any') return ['Takes any inputs, by names of your own.', ''];
  const rows = Object.entries(inputs).map(([name, { type, summary, required, gathers }]) => {
    const remarks = [
      ...(required === false ? ['optional'] : []),
      ...(gathers === true ? ['can gather a sweep'] : []),
    ];
    const remark = remarks.length === 0 ? '' : ` (${remarks.join(', ')})`;
    return [`\`${name}\``, typeof type === 'string' ? type : orList(type), `${summary}${remark}`];
  });
  return rows.length === 0 ? [] : table(['input', 'type', 'what'], rows);
}

function outputLines({ outputs }: StepKind): string[] {
  if (outputs === 'declared') return ['Leaves what the step declares under `outputs:`.', ''];
  const rows = Object.entries(outputs).map(([name, output]) => {
    const place = 'file' in output ? output.file : `${output.folder}/`;
    return [`\`${name}\``, output.type, `\`${place}\``, output.summary];
  });
  return table(['output', 'type', 'where', 'what'], rows);
}

function parameterLines(kind: StepKind): string[] {
  const names = Object.keys(kind.params.properties);
  if (names.length === 0) return ['No parameters.', ''];
  const rows = names.map((name) => {
    const schema = kind.params.properties[name] ?? { description: '' };
    return [`\`${name}\``, code(schemaText(schema)), defaultText(kind, name), schema.description];
  });
  const nested = names.flatMap((name) => {
    const lines = fieldLines(kind.params.properties[name] ?? {}, 2);
    return lines.length === 0 ? [] : [`Within \`${name}\`:`, '', '```text', ...lines, '```', ''];
  });
  return [...table(['parameter', 'value', 'by default', 'what'], rows), ...nested];
}

function defaultText(kind: StepKind, name: string): string {
  if (kind.stochastic && name === 'seed') return "the workflow's";
  if (kind.params.required?.includes(name) === true) return 'required';
  const schema = kind.params.properties[name] ?? {};
  return 'default' in schema ? `\`${canonicalJson(schema['default'] as Json)}\`` : '';
}

/** Patterns hold characters that Markdown takes for its own. */
const code = (text: string): string => (/[*_\\^]/.test(text) ? `\`${text}\`` : text);

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heads), `|${'---|'.repeat(heads.length)}`, ...rows.map(line), ''];
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

import type { Json, JsonObject } from '../../core/json.js';
import { isJsonArray, isJsonObject } from '../../core/json.js';
import type { ReportData } from '../data.js';
import { counted, html, name, trusted, type Html } from '../html.js';
import type { Section } from '../render.js';
import { anchorText, drawWorkflow, groupSteps, type StepGroup } from '../workflow-graph.js';

/** The graph of steps, then each with its inputs and parameters. */
export function workflowSection(data: ReportData): Section | undefined {
  if (data.steps.length === 0) return undefined;
  const groups = groupSteps(data.steps);
  const content = html`<p class="lead" id="workflow-lead">
      ${counted(groups.length, 'step')}${
        data.steps.length === groups.length
          ? ''
          : `, ${counted(data.steps.length, 'instance')} after the sweeps`
      }.
      Each step uses what stands above it; lines that follow from others are left out.
    </p>
    <div class="scroll graph" tabindex="0" role="region" aria-label="Drawing of the workflow">
      ${trusted(drawWorkflow(groups))}
    </div>
    <h3>Parameters</h3>
    <div class="steps">${groups.map(stepBlock)}</div>`;
  return { anchor: 'workflow', title: 'The workflow', content };
}

function stepBlock(group: StepGroup): Html {
  const [first] = group.instances;
  const swept = Object.keys(first?.cell ?? {});
  return html`<details class="step" id="step-${anchorText(group.step)}" data-step="${group.step}">
    <summary>
      <span class="step-time"></span>
      <strong>${name(group.step)}</strong> <span class="kind">${name(group.kind)}</span>
      ${swept.map((axis) => html`<span class="axis">${name(axis)} = ${axisValues(group, axis)}</span>`)}
    </summary>
    ${first?.description === undefined ? '' : html`<p>${first.description}</p>`}
    <dl class="parameters">${parameterRows(first?.params ?? {}, swept)}</dl>
    ${inputRows(first?.inputs ?? {})}
  </details>`;
}

const axisValues = (group: StepGroup, axis: string): string =>
  [...new Set(group.instances.map((instance) => parameterText(instance.cell[axis] ?? null)))].join(', ');

function parameterRows(params: JsonObject, swept: readonly string[]): Html {
  const rows = Object.entries(params).filter(([parameter]) => !swept.includes(parameter));
  if (rows.length === 0)
    return html`<div>
      <dt>no parameters</dt>
      <dd></dd>
    </div>`;
  return html`${rows.map(
    ([parameter, value]) =>
      html`<div>
        <dt>${name(parameter)}</dt>
        <dd>${name(parameterText(value))}</dd>
      </div>`,
  )}`;
}

/** As it would stand in the workflow file. */
function parameterText(value: Json): string {
  if (typeof value === 'string') return value === '' ? '""' : value;
  if (isJsonArray(value)) return `[${value.map(parameterText).join(', ')}]`;
  if (isJsonObject(value)) {
    return `{ ${Object.entries(value)
      .map(([key, member]) => `${key}: ${parameterText(member)}`)
      .join(', ')} }`;
  }
  return String(value);
}

/** An input of many files says how many and names the first few. */
function inputRows(inputs: Readonly<Record<string, readonly string[]>>): Html {
  const entries = Object.entries(inputs);
  if (entries.length === 0) return html``;
  const shown = 4;
  return html`<dl class="parameters inputs">
    ${entries.map(
      ([input, sources]) =>
        html`<div>
          <dt>← ${name(input)}</dt>
          <dd>
            ${sources.slice(0, shown).map((source, i) => html`${i > 0 ? ', ' : ''}${name(source)}`)}
            ${sources.length > shown ? ` and ${sources.length - shown} more` : ''}
          </dd>
        </div>`,
    )}
  </dl>`;
}

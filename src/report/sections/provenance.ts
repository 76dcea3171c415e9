import { countText } from '../../figures/ticks.js';
import type { ReportData, ReportOutput, ReportStep } from '../data.js';
import { html, name, type Html } from '../html.js';
import type { Section } from '../render.js';

/** Where every byte is, what it hashes to, and how to get it again. */
export function provenanceSection(data: ReportData): Section {
  const content = html`<div class="again">
      <p>
        The same workflow and the same input bytes give the same output bytes, on any machine and for any
        number of threads. To run it again:
      </p>
      <pre id="again"><code>skysort run WORKFLOW.yaml</code></pre>
    </div>
    ${others(data)} ${troubles(data)} ${outputTable(data.steps)}`;
  return { anchor: 'provenance', title: 'Provenance', content };
}

/** Outputs that this page only lists: a program's own files, types that the report does not draw. */
function others({ steps }: ReportData): Html {
  const rows = steps.flatMap((step) =>
    step.outputs
      .filter((output) => !output.isShown && ['file', 'files', 'table'].includes(output.type))
      .map((output) => ({ step, output })),
  );
  if (rows.length === 0) return html``;
  return html`<h3>Other outputs</h3>
    <p>Made by the workflow and not drawn here:</p>
    <ul class="other-outputs">
      ${rows.map(
        ({ step, output }) =>
          html`<li>
            ${name(`${step.id}.${output.name}`)} <span class="kind">${name(output.type)}</span>
            ${output.files.length === 1 ? '' : `${countText(output.files.length)} files, `}${sizeText(totalBytes(output))}
          </li>`,
      )}
    </ul>`;
}

function troubles({ unshown }: ReportData): Html {
  if (unshown.length === 0) return html``;
  return html`<div class="notice" role="note">
    <h3>Could not be shown</h3>
    <ul>
      ${unshown.map(({ output, why }) => html`<li>${name(output)}: ${name(why)}</li>`)}
    </ul>
  </div>`;
}

const totalBytes = (output: ReportOutput): number => output.files.reduce((sum, file) => sum + file.bytes, 0);

const maxFiles = 12;

function outputTable(steps: readonly ReportStep[]): Html {
  const rows = steps.flatMap((step) => step.outputs.flatMap((output) => outputRows(step, output)));
  return html`<details class="digests">
    <summary>Digests of all outputs</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Digests of all outputs">
      <table>
        <thead>
          <tr>
            <th scope="col">output</th>
            <th scope="col">type</th>
            <th scope="col">file</th>
            <th scope="col" class="number">size</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </details>`;
}

function outputRows(step: ReportStep, output: ReportOutput): Html[] {
  const rows = output.files.slice(0, maxFiles).map(
    (file, i) =>
      html`<tr>
        <td>${i === 0 ? name(`${step.id}.${output.name}`) : ''}</td>
        <td>${i === 0 ? name(output.type) : ''}</td>
        <td>${name(file.name)}</td>
        <td class="number">${sizeText(file.bytes)}</td>
        <td class="digest">${file.sha256}</td>
      </tr>`,
  );
  const nMore = output.files.length - maxFiles;
  if (nMore <= 0) return rows;
  return [
    ...rows,
    html`<tr>
      <td></td>
      <td></td>
      <td colspan="3">and ${countText(nMore)} more files</td>
    </tr>`,
  ];
}

/** `640 B`, `1.2 kB`, `3.4 MB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

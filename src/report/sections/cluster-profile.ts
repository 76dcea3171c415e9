import { numberText } from '../../figures/ticks.js';
import type { Clustering } from '../data.js';
import { html, name, type Html } from '../html.js';
import { percent } from '../statistics.js';

/** By what the rows of a cluster differ from all others; nothing when only their vectors are known. */
export function clusterProfile({ profiles }: Clustering, cluster: number): Html {
  const { columns = [], groups = [] } = profiles?.[cluster] ?? {};
  if (columns.length + groups.length === 0) return html``;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="How cluster ${cluster} differs">
    <table class="comparison profile">
      <thead>
        <tr>
          <th scope="col">column</th>
          <th scope="col" class="number">mean or share here</th>
          <th scope="col" class="number">elsewhere</th>
          <th scope="col" class="number">differs by</th>
        </tr>
      </thead>
      <tbody>
        ${columns.map(
          (column) =>
            html`<tr>
              <th scope="row">${name(column.name)}</th>
              <td class="number">${numberText(column.inside)}</td>
              <td class="number">${numberText(column.elsewhere)}</td>
              <td class="number">${deviationsText(column.deviations)}</td>
            </tr>`,
        )}
        ${groups.map(
          (column) =>
            html`<tr>
              <th scope="row">${name(column.name)}: ${name(column.group)}</th>
              <td class="number">${percent(column.inside)}</td>
              <td class="number">${percent(column.elsewhere)}</td>
              <td></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** `+1.3 σ`: standard deviations of the column over all rows. */
export const deviationsText = (deviations: number): string =>
  `${deviations < 0 ? '−' : '+'}${Math.abs(deviations).toFixed(1)} σ`;

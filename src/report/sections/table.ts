import { countText, numberText } from '../../figures/ticks.js';
import type { ReportData, TableColumn } from '../data.js';
import { counted, html, name, type Html } from '../html.js';
import type { Section } from '../render.js';

/** More would make the page long: a table of a thousand features is no rare thing. */
const nColumnsShown = 60;

/** What came in where it was no images: the table's columns. */
export function tableSection({ table }: ReportData): Section | undefined {
  if (table === undefined) return undefined;
  const { columns, nRows, source } = table;
  const nLeft = columns.length - nColumnsShown;
  const content = html`<p class="lead">
      ${counted(nRows, 'row')} of
      ${name(source)}${columns.length === 0 ? '' : `, ${counted(columns.length, 'column')}`}.
    </p>
    ${columns.length === 0 ? '' : columnTable(columns.slice(0, nColumnsShown))}
    ${nLeft > 0 ? html`<p>And ${counted(nLeft, 'more column')}.</p>` : ''}`;
  return { anchor: 'table', title: 'The table', content };
}

function columnTable(columns: readonly TableColumn[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Columns of the table">
    <table class="comparison">
      <thead>
        <tr>
          <th scope="col">column</th>
          <th scope="col" class="number">lowest</th>
          <th scope="col" class="number">mean</th>
          <th scope="col" class="number">highest</th>
          <th scope="col" class="number">different values</th>
          <th scope="col" class="number">empty</th>
        </tr>
      </thead>
      <tbody>
        ${columns.map(
          (column) =>
            html`<tr>
              <th scope="row">${name(column.name)}</th>
              ${[column.low, column.mean, column.high].map(
                (value) => html`<td class="number">${Number.isNaN(value) ? '–' : numberText(value)}</td>`,
              )}
              <td class="number">${countText(column.nDistinct)}</td>
              <td class="number">${countText(column.nEmpty)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

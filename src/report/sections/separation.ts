import type { ReportData } from '../data.js';
import { html, name, type Html } from '../html.js';
import type { Section } from '../render.js';
import { kindRows, selectionRows, shareNames } from '../separation/separation-tables.js';
import {
  ruleWords,
  selectionWords,
  separationWords,
  shownSelection,
  type Separation,
} from '../separation/separation-words.js';

/** How well artifacts are separated where the truth is known: for each way to sort, by K, by kind and severity. */
export function separationSection({ separations }: ReportData): Section | undefined {
  if (separations.length === 0) return undefined;
  const content = html`<p class="lead">
      Completeness is the share of the images with an artifact that are taken out; purity is the share of good
      images in what remains; under each share stands its 95% interval and, with several surveys, its least
      and greatest among them. Artifacts are taken out in whole clusters, or image by image by their score.
    </p>
    ${separations.map(separationPart)}`;
  return { anchor: 'separation', title: 'Artifacts separated', content };
}

function separationPart(separation: Separation): Html {
  const { step, description, pooled } = separation;
  const shown = shownSelection(pooled);
  const caption =
    shown === undefined
      ? ''
      : `${selectionWords(shown)}, ${ruleWords(shown)}: taken out, by kind and severity`;
  return html`<h3>${description === '' ? name(step) : titleWords(separation)}</h3>
    <p>${separationWords(separation)}</p>
    ${selectionTable(separation)}
    ${kindTable(kindRows(separation), { label: `Completeness by kind, ${step}`, caption })}`;
}

/** What the workflow says of the step, and which of its cells it is. */
function titleWords({ step, description }: Separation): Html {
  const [, cell] = step.split('@');
  return cell === undefined ? html`${description}` : html`${description}, ${name(cell)}`;
}

/** Under each share its interval, and from what to what it goes among the surveys, so that the table stays narrow. */
function selectionTable(separation: Separation): Html {
  const rows = selectionRows(separation);
  const small = (text: string): Html | string => (text === '' ? '' : html`<small>${text}</small>`);
  return html`<div
    class="scroll"
    tabindex="0"
    role="region"
    aria-label="Completeness and purity, ${separation.step}"
  >
    <table class="comparison selections">
      <thead>
        <tr>
          <th scope="col">taken out</th>
          ${shareNames.map((text) => html`<th scope="col" class="number">${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ selection, rule, shares }) =>
            html`<tr>
              <th scope="row">${selection}${small(rule)}</th>
              ${shares.map(
                ({ share, interval, bySurvey }) =>
                  html`<td class="number">
                    ${share}${small(interval)}${small(bySurvey === '' ? '' : `surveys: ${bySurvey}`)}
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function kindTable(
  [head = [], ...rows]: readonly (readonly string[])[],
  { label, caption }: { readonly label: string; readonly caption: string },
): Html {
  if (rows.length === 0) return html``;
  const cell = (text: string, column: number): Html =>
    column === 0 ? html`<th scope="row">${text}</th>` : html`<td class="number">${text}</td>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table class="comparison">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((text, column) =>
            column === 0
              ? html`<th scope="col">${text}</th>`
              : html`<th scope="col" class="number">${text}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map(cell)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

import type { ReportData } from '../data.js';
import { html, name, type Html } from '../html.js';
import type { Section } from '../render.js';
import { kindRows, selectionRows, shownSelection } from '../separation/separation-tables.js';
import {
  ruleWords,
  selectionWords,
  separationWords,
  type Separation,
} from '../separation/separation-words.js';

/** How well artifacts are separated where the truth is known: for each way to sort, by K, by kind and severity. */
export function separationSection({ separations }: ReportData): Section | undefined {
  if (separations.length === 0) return undefined;
  const content = html`<p class="lead">
      Completeness is the share of the images with an artifact that are taken out; purity is the share of good
      images in what remains; 95% intervals are in brackets. Artifacts are taken out in whole clusters, or
      image by image by their score.
    </p>
    ${separations.map(separationPart)}`;
  return { anchor: 'separation', title: 'Artifacts separated', content };
}

function separationPart(separation: Separation): Html {
  const { step, description } = separation;
  const shown = shownSelection(separation);
  const caption =
    shown === undefined
      ? ''
      : `${selectionWords(shown)}, ${ruleWords(shown)}: taken out, by kind and severity`;
  return html`<h3>${description === '' ? name(step) : description}</h3>
    <p>${separationWords(separation)}</p>
    ${table(selectionRows(separation), { label: `Completeness and purity, ${step}`, nTexts: 2 })}
    ${table(kindRows(separation), { label: `Completeness by kind, ${step}`, nTexts: 1, caption })}`;
}

/** @param nTexts How many of the first columns are no numbers. */
function table(
  [head = [], ...rows]: readonly (readonly string[])[],
  { label, nTexts, caption = '' }: { label: string; nTexts: number; caption?: string },
): Html {
  if (rows.length === 0) return html``;
  const cell = (text: string, column: number): Html => {
    if (column === 0) return html`<th scope="row">${text}</th>`;
    return column < nTexts ? html`<td>${text}</td>` : html`<td class="number">${text}</td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table class="comparison">
      ${
        caption === ''
          ? ''
          : html`<caption>
              ${caption}
            </caption>`
      }
      <thead>
        <tr>
          ${head.map((text, column) =>
            column < nTexts
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

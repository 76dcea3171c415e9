import type { ReportData } from '../data.js';
import { html, name, type Html } from '../html.js';
import type { Section } from '../render.js';
import {
  completeness,
  goodsKept,
  remainingPurity,
  type SeparationCount,
} from '../separation/separation-count.js';
import {
  overall,
  rangeWords,
  ruleWords,
  selectionWords,
  separationWords,
  shareWords,
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
    ${separations.map(
      (separation) =>
        html`<h3>${separation.description === '' ? name(separation.step) : separation.description}</h3>
          <p>${separationWords(separation)}</p>
          ${selectionTable(separation)} ${kindTable(separation)}`,
    )}`;
  return { anchor: 'separation', title: 'Artifacts separated', content };
}

function selectionTable({ step, surveys, pooled }: Separation): Html {
  const isSwept = surveys.length > 1;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Completeness and purity, ${step}">
    <table class="comparison">
      <thead>
        <tr>
          <th scope="col">taken out</th>
          <th scope="col">which</th>
          <th scope="col" class="number">completeness</th>
          <th scope="col" class="number">purity of the rest</th>
          <th scope="col" class="number">good images kept</th>
          ${
            isSwept
              ? html`<th scope="col" class="number">completeness by survey</th>
                  <th scope="col" class="number">purity by survey</th>`
              : ''
          }
        </tr>
      </thead>
      <tbody>
        ${overall(pooled).map(
          (count) =>
            html`<tr>
              <th scope="row">${selectionWords(count)}</th>
              <td>${ruleWords(count)}</td>
              <td class="number">${shareWords(count.artifactsTaken, count.artifacts)}</td>
              <td class="number">${purityWords(count)}</td>
              <td class="number">${shareWords(count.goods - count.goodsTaken, count.goods)}</td>
              ${
                isSwept
                  ? html`<td class="number">${rangeWords(surveys, count, completeness)}</td>
                      <td class="number">${rangeWords(surveys, count, remainingPurity)}</td>`
                  : ''
              }
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function purityWords(count: SeparationCount): string {
  const good = count.goods - count.goodsTaken;
  return shareWords(good, good + count.artifacts - count.artifactsTaken);
}

const severities = ['all', 'low', 'middle', 'high'] as const;

/** For the most clusters and the last of their rules: of each kind, how many are taken out, by thirds of severity. */
function kindTable({ step, pooled }: Separation): Html {
  const shown = overall(pooled)
    .filter(({ method }) => method === 'clusters')
    .at(-1);
  if (shown === undefined) return html``;
  const of = (kind: string, severity: string): SeparationCount | undefined =>
    pooled.find(
      (count) =>
        count.kind === kind &&
        count.severity === severity &&
        count.k === shown.k &&
        count.clustering === shown.clustering &&
        count.rule === shown.rule,
    );
  const kinds = [...new Set(pooled.map(({ kind }) => kind))];
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Completeness by kind, ${step}">
    <table class="comparison">
      <caption>
        <strong>${selectionWords(shown)}</strong
        >, ${ruleWords(shown)}: taken out, by kind and severity
      </caption>
      <thead>
        <tr>
          <th scope="col">kind</th>
          <th scope="col" class="number">all</th>
          <th scope="col" class="number">severity to 1/3</th>
          <th scope="col" class="number">to 2/3</th>
          <th scope="col" class="number">to 1</th>
        </tr>
      </thead>
      <tbody>
        ${kinds.map(
          (kind) =>
            html`<tr>
              <th scope="row">${kind === 'all' ? 'any' : name(kind)}</th>
              ${severities.map((severity) => html`<td class="number">${countWords(of(kind, severity))}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function countWords(count: SeparationCount | undefined): string {
  if (count === undefined || count.artifacts === 0) return '–';
  return `${count.artifactsTaken} of ${count.artifacts}`;
}

import { numberText } from '../../figures/ticks.js';
import { choiceWords } from '../choice-words.js';
import type { ComparedCriterion, Comparison, ReportData } from '../data.js';
import { html, name, type Html } from '../html.js';
import type { Section } from '../render.js';
import { percent } from '../statistics.js';

/** What speaks for each number of clusters, and where the true classes went. */
export function choiceSection({ comparisons }: ReportData): Section | undefined {
  if (comparisons.length === 0) return undefined;
  const content = html`${comparisons.map(
    (comparison) =>
      html`${comparisons.length > 1 ? html`<h3>${name(comparison.id)}</h3>` : ''}
        <p class="lead">
          ${choiceWords(
            comparison.criteria.filter(({ of }) => of === ''),
            comparison.clusterings,
          )}
        </p>
        ${criteriaTable(comparison)} ${classTable(comparison)}`,
  )}`;
  return { anchor: 'choice-of-k', title: 'The choice of K', content };
}

/** What a criterion is, and which way is better. */
const explained: Readonly<Record<string, { title: string; better: string }>> = {
  inertia: { title: 'inertia', better: 'at its knee' },
  silhouette: { title: 'silhouette', better: 'higher' },
  calinski_harabasz: { title: 'Calinski-Harabasz', better: 'higher' },
  davies_bouldin: { title: 'Davies-Bouldin', better: 'lower' },
  stability: { title: 'stability under resampling', better: 'higher' },
  adjusted_rand_index: { title: 'adjusted Rand index with the truth', better: 'higher' },
  normalised_mutual_information: { title: 'normalised mutual information with the truth', better: 'higher' },
  purity: { title: 'purity', better: 'rises with K: no choice' },
};

function criteriaTable({ id, clusterings, criteria }: Comparison): Html {
  const rows = criteria.filter(({ of }) => of === '');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Criteria for K, ${id}">
    <table class="comparison choices">
      <thead>
        <tr>
          <th scope="col">criterion</th>
          <th scope="col">better</th>
          ${clusterings.map((said) => html`<th scope="col" class="number">${name(said)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${explained[row.name]?.title ?? name(row.name)}</th>
              <td>${explained[row.name]?.better ?? name(row.better)}</td>
              ${row.values.map((value, at) => criterionCell(value, row.choice === at))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function criterionCell(value: number, isChoice: boolean): Html {
  const text = Number.isNaN(value) ? '–' : numberText(value);
  if (!isChoice) return html`<td class="number">${text}</td>`;
  return html`<td class="number chosen">
    <span aria-hidden="true">✓ </span><strong>${text}</strong
    ><span class="visually-hidden"> would be its choice</span>
  </td>`;
}

/** For each true class the cluster that gathers it; nothing without a truth. */
function classTable({ id, clusterings, criteria }: Comparison): Html {
  const classes = criteria.filter(({ name: criterion, of }) => criterion === 'completeness' && of !== '');
  if (classes.length === 0) return html``;
  const purityOf = (of: string): ComparedCriterion | undefined =>
    criteria.find((other) => other.name === 'purity' && other.of === of);
  return html`<h3>Where each class of the truth went</h3>
    <p class="lead">
      The cluster that holds most of a class: how much of the class is in it, and how much of it is of the
      class.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Classes of the truth, ${id}">
      <table class="comparison">
        <thead>
          <tr>
            <th scope="col">class</th>
            ${clusterings.map((said) => html`<th scope="col">${name(said)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${classes.map(
            ({ of, values, clusters }) =>
              html`<tr>
                <th scope="row">${name(of)}</th>
                ${values.map(
                  (value, at) =>
                    html`<td>
                      ${percent(value)} in cluster ${clusters[at]},
                      ${percent(purityOf(of)?.values[at] ?? NaN)} pure
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

import { countText, numberText } from '../../figures/ticks.js';
import type { ReportData } from '../data.js';
import { findings } from '../findings.js';
import { html, type Html } from '../html.js';
import { clusterVariable } from '../screen-theme.js';
import { thumb } from '../thumbnail.js';

/** The heading, a strip of the survey's own images, and what was found. */
export function masthead(data: ReportData): Html {
  return html`<header class="masthead">
    <div class="masthead-inner">
      <p class="kicker">skysort report <span id="run-line"></span></p>
      <h1>${data.title}</h1>
      <div class="findings">${findings(data).map((paragraph) => html`<p>${paragraph}</p>`)}</div>
      ${keyFigures(data)}
    </div>
    ${strip(data)}
  </header>`;
}

interface KeyFigure {
  readonly value: string;
  readonly label: string;
}

function keyFigures(data: ReportData): Html {
  const figures: KeyFigure[] = [];
  const { survey, networks, clusterings } = data;
  if (survey !== undefined) {
    figures.push({ value: countText(survey.nGood), label: 'images' });
    if (survey.skipped.length > 0) figures.push({ value: `${survey.skipped.length}`, label: 'skipped' });
  }
  for (const network of networks.slice(0, 2)) {
    const loss =
      network.history?.validationLoss.at(-1) ?? network.reconstructions[0]?.meanLoss.validation ?? NaN;
    if (!Number.isNaN(loss))
      figures.push({ value: numberText(loss), label: `validation loss, ${network.id}` });
  }
  if (clusterings.length > 0) {
    figures.push({ value: [...new Set(clusterings.map(({ k }) => k))].join(' · '), label: 'clusters (K)' });
  }
  figures.push({ value: `${data.steps.length}`, label: data.steps.length === 1 ? 'step' : 'steps' });
  return html`<dl class="key-figures">
    ${figures.map(
      ({ value, label }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** A few members of each cluster of the finest clustering, underlined in its colour; otherwise the first images. */
function strip(data: ReportData): Html | undefined {
  const { survey, thumbnails } = data;
  if (survey === undefined || thumbnails === undefined) return undefined;
  const nPictures = 28;
  const finest = data.clusterings.at(-1);
  const each = finest === undefined ? nPictures : Math.max(2, Math.floor(nPictures / finest.k));
  const chosen =
    finest === undefined
      ? Array.from({ length: Math.min(nPictures, survey.nGood) }, (_, index) => ({ index, cluster: -1 }))
      : finest.members.flatMap((members, cluster) =>
          members.slice(0, each).map((index) => ({ index, cluster })),
        );
  return html`<div class="strip" aria-hidden="true">
    ${chosen.map(
      ({ index, cluster }) =>
        html`<i style="--mark:${cluster < 0 ? 'transparent' : clusterVariable(cluster)}"
          >${thumb(data, index)}</i
        >`,
    )}
  </div>`;
}

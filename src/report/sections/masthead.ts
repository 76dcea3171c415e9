import { countText, numberText } from '../../figures/ticks.js';
import type { Clustering, ReportData } from '../data.js';
import { findings } from '../findings.js';
import { html, type Html } from '../html.js';
import { clusterVariable } from '../screen-theme.js';
import { thumb } from '../thumbnail.js';
import { groupSteps } from '../workflow-graph.js';

/** The heading, a strip of the survey's own images, and what was found. */
export function masthead(data: ReportData): Html {
  const { paragraphs, byClustering } = findings(data);
  return html`<header class="masthead">
    <div class="masthead-inner">
      <p class="kicker">skysort report <span id="run-line"></span></p>
      <h1>${data.title}</h1>
      <div class="findings">
        ${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
        ${
          byClustering.length > 0
            ? html`<ul>
                ${byClustering.map((sentence) => html`<li>${sentence}</li>`)}
              </ul>`
            : ''
        }
      </div>
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
  const { survey, table, networks, clusterings } = data;
  if (survey !== undefined) {
    figures.push({ value: countText(survey.nGood), label: 'images' });
    if (survey.skipped.length > 0) figures.push({ value: `${survey.skipped.length}`, label: 'skipped' });
  }
  if (table !== undefined) figures.push({ value: countText(table.nRows), label: 'rows' });
  for (const network of networks.slice(0, 2)) {
    const loss =
      network.history?.validationLoss.at(-1) ?? network.reconstructions[0]?.meanLoss.validation ?? NaN;
    if (!Number.isNaN(loss))
      figures.push({ value: numberText(loss), label: `validation loss, ${network.id}` });
  }
  if (clusterings.length > 0) {
    figures.push({ value: [...new Set(clusterings.map(({ k }) => k))].join(' · '), label: 'clusters (K)' });
  }
  const nSteps = groupSteps(data.steps).length;
  figures.push({ value: `${nSteps}`, label: nSteps === 1 ? 'step' : 'steps' });
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

const nPictures = 32;

/** Members of the finest clustering's clusters in turn, underlined in their colour; otherwise the first images. */
function strip(data: ReportData): Html | undefined {
  const { survey, thumbnails } = data;
  if (survey === undefined || thumbnails === undefined) return undefined;
  const pictures = (stripMembers(data.clusterings.at(-1)) ?? firstImages(survey.nGood)).slice(0, nPictures);
  return html`<div class="strip" aria-hidden="true">
    ${pictures.map(({ index, mark }) => html`<i style="--mark:${mark}">${thumb(data, index)}</i>`)}
  </div>`;
}

interface StripPicture {
  readonly index: number;
  readonly mark: string;
}

/** Cluster by cluster in turn, so that a narrow page sees all of them too. */
function stripMembers(clustering: Clustering | undefined): StripPicture[] | undefined {
  if (clustering === undefined) return undefined;
  const { members } = clustering;
  const longest = Math.max(0, ...members.map((list) => list.length));
  return Array.from({ length: longest }, (_, turn) =>
    members.flatMap((list, cluster) => {
      const index = list[turn];
      return index === undefined ? [] : [{ index, mark: clusterVariable(cluster) }];
    }),
  ).flat();
}

const firstImages = (nGood: number): StripPicture[] =>
  Array.from({ length: Math.min(nPictures, nGood) }, (_, index) => ({ index, mark: 'transparent' }));

import { countText, numberText } from '../../figures/ticks.js';
import { drawSplits } from '../cluster-splits.js';
import { clusteringName } from '../clustering-name.js';
import type { Clustering, ReportData } from '../data.js';
import { counted, html, trusted, type Html } from '../html.js';
import type { Section } from '../render.js';
import { clusterVariable } from '../screen-theme.js';
import {
  argMax,
  artifactClusters,
  artifactMeasures,
  clusterMeans,
  percent,
  type ArtifactMeasure,
} from '../statistics.js';
import { nounOf } from '../subject.js';
import { thumb } from '../thumbnail.js';
import { clusterProfile } from './cluster-profile.js';

/** All clusterings side by side, how they split into each other, and the images of each cluster. */
export function clusterSection(data: ReportData): Section | undefined {
  const { clusterings } = data;
  if (clusterings.length === 0) return undefined;
  const content = html`${comparison(data)} ${splits(data)}
    <div class="gallery-bar">
      <div class="tabs" id="cluster-tabs" role="tablist" aria-label="Number of clusters" hidden>
        ${clusterings.map(
          (clustering, i) =>
            html`<button type="button" role="tab" id="tab-${i}" aria-controls="clustering-${i}">
              ${clusteringName(clustering, clusterings)}
            </button>`,
        )}
      </div>
      <div id="gallery-controls" class="gallery-controls"></div>
    </div>
    ${nounOf(data) === 'row' ? profileLead(data) : ''}
    ${clusterings.map((clustering, i) => clusteringPanel(data, clustering, i))}`;
  return { anchor: 'clusters', title: 'The clusters', content };
}

function profileLead({ table }: ReportData): Html {
  if (table?.columns.length === 0) return html``;
  return html`<p>
    Of each cluster the columns by which its rows differ most from all others: the mean of both, and how far
    apart they are in the column’s standard deviations (σ).
  </p>`;
}

/** How a measure's mean over a cluster reads in a heading and in a sentence. */
const measureWords: Readonly<Record<string, { heading: string; said: (mean: string) => string }>> = {
  artifact: { heading: 'artifacts gathered', said: (mean) => `${mean} with an artifact` },
  zero_flux_fraction: { heading: 'highest zero-flux fraction', said: (mean) => `zero-flux fraction ${mean}` },
};

function comparison(data: ReportData): Html {
  const { clusterings } = data;
  const [measure] = artifactMeasures(data);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Comparison of the clusterings">
    <table class="comparison">
      <thead>
        <tr>
          <th scope="col">clustering</th>
          <th scope="col" class="number">inertia</th>
          <th scope="col" class="number">iterations</th>
          <th scope="col" class="bar-column">sizes</th>
          ${measure === undefined ? '' : html`<th scope="col">${measureWords[measure.name]?.heading}</th>`}
        </tr>
      </thead>
      <tbody>
        ${clusterings.map(
          (clustering) =>
            html`<tr>
              <th scope="row">${clusteringName(clustering, clusterings)}</th>
              <td class="number">
                ${Number.isNaN(clustering.inertia) ? '–' : numberText(clustering.inertia)}
              </td>
              <td class="number">${Number.isNaN(clustering.iterations) ? '–' : clustering.iterations}</td>
              <td>${sizeBar(clustering)}</td>
              ${measure === undefined ? '' : html`<td>${highest(clustering, measure)}</td>`}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function sizeBar(clustering: Clustering): Html {
  const title = clustering.sizes.map((size, cluster) => `cluster ${cluster}: ${countText(size)}`).join(', ');
  return html`<span class="size-bar" role="img" aria-label="${title}" title="${title}"
    >${clustering.sizes.map(
      (size, cluster) => html`<i style="flex-grow:${size};background:${clusterVariable(cluster)}"></i>`,
    )}</span
  >`;
}

function highest(clustering: Clustering, measure: ArtifactMeasure): Html {
  if (measure.isTruth) {
    const { clusters, nCaught, nArtifacts } = artifactClusters(clustering, measure.values);
    const swatches = clusters.map((cluster) => swatch(cluster));
    return html`${swatches}${countText(nCaught)} of ${countText(nArtifacts)}, ${percent(nCaught / nArtifacts)}`;
  }
  const means = clusterMeans(clustering, measure.values);
  const worst = argMax(means);
  return html`${swatch(worst)}cluster ${worst}, ${percent(means[worst] ?? NaN)}`;
}

const swatch = (cluster: number): Html =>
  html`<span
    class="swatch"
    style="background:${clusterVariable(cluster)}"
    title="cluster ${cluster}"
  ></span>`;

function splits(data: ReportData): Html {
  const drawing = drawSplits(data.clusterings, `${nounOf(data)}s`);
  if (drawing === '') return html``;
  return html`<figure class="drawing splits">
    <figcaption>How the ${nounOf(data)}s of each cluster spread over the next clustering.</figcaption>
    <div class="scroll" tabindex="0" role="region" aria-label="Drawing of how clusters split">
      ${trusted(drawing)}
    </div>
  </figure>`;
}

function clusteringPanel(data: ReportData, clustering: Clustering, i: number): Html {
  const measures = artifactMeasures(data).map((measure) => ({
    said: measureWords[measure.name]?.said ?? String,
    means: clusterMeans(clustering, measure.values),
  }));
  return html`<div
    class="clustering"
    id="clustering-${i}"
    role="region"
    aria-labelledby="clustering-title-${i}"
  >
    <h3 id="clustering-title-${i}">${clusteringName(clustering, data.clusterings)}</h3>
    ${clustering.members.map((members, cluster) => {
      const facts = measures.map(({ said, means }) => said(percent(means[cluster] ?? NaN)));
      return html`<section
        class="cluster"
        style="--mark:${clusterVariable(cluster)}"
        aria-label="Cluster ${cluster}"
      >
        <div class="cluster-head">
          <h4>
            <span class="swatch"></span>Cluster ${cluster}
            <small>${[clusterSizes(data, clustering, cluster), ...facts].join(' · ')}</small>
          </h4>
        </div>
        ${
          nounOf(data) === 'row'
            ? clusterProfile(clustering, cluster)
            : html`<div class="gallery" tabindex="0" role="group" aria-label="Images of cluster ${cluster}">
                ${members.map((index) => thumb(data, index))}
              </div>`
        }
      </section>`;
    })}
  </div>`;
}

function clusterSizes(data: ReportData, clustering: Clustering, cluster: number): string {
  const size = clustering.sizes[cluster] ?? 0;
  const train = clustering.trainSizes[cluster];
  const share = `${counted(size, nounOf(data))}, ${percent(size / clustering.labels.length)}`;
  return train === undefined ? share : `${share}, ${countText(train)} of them in training`;
}

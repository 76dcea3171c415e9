import { countText } from '../../figures/ticks.js';
import { artifactWords, evidenceWords, type ArtifactCluster } from '../artifact-words.js';
import type { ArtifactFinding, ReportData } from '../data.js';
import { counted, html, name, type Html } from '../html.js';
import type { Section } from '../render.js';
import { clusterVariable } from '../screen-theme.js';
import { percent } from '../statistics.js';
import { thumb } from '../thumbnail.js';

/** Which clusters look like artifacts, with the evidence, and the images that do so most. */
export function artifactSection(data: ReportData): Section | undefined {
  if (data.artifacts.length === 0) return undefined;
  const content = html`<p class="lead">
      Judged without any truth: an image stands out when one of the statistics that artifacts raise lies far
      above the others’; a cluster looks like artifacts when most of its images stand out, and more than
      chance would gather.
    </p>
    ${data.artifacts.map(
      (finding) =>
        html`${data.artifacts.length > 1 ? html`<h3>${name(finding.id)}</h3>` : ''}
        ${finding.clusterings.map(clusteringFinding)} ${images(data, finding)}`,
    )}`;
  return { anchor: 'artifacts', title: 'Artifacts', content };
}

function clusteringFinding({ said, clusters }: ArtifactFinding['clusterings'][number]): Html {
  const shown = clusters.filter(({ verdict }) => verdict !== 'clean' && verdict !== 'empty');
  const nClean = clusters.filter(({ verdict }) => verdict === 'clean').length;
  if (shown.length === 0) return html`<p><strong>${name(said)}.</strong> ${artifactWords(clusters)}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Artifact clusters, ${said}">
    <table class="comparison stacked">
      <caption>
        <strong>${name(said)}</strong
        >${nClean > 0 ? `, ${counted(nClean, 'other cluster')} clean` : ''}
      </caption>
      <thead>
        <tr>
          <th scope="col">cluster</th>
          <th scope="col">looks like</th>
          <th scope="col" class="number">stand out</th>
          <th scope="col" class="number">95% interval</th>
          <th scope="col" class="number">elsewhere</th>
          <th scope="col">by</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(clusterRow)}
      </tbody>
    </table>
  </div>`;
}

const verdictWords: Readonly<Record<string, string>> = {
  mixed: 'a mixture with artifacts',
  unclear: 'artifacts, too few to tell',
};

function clusterRow(judged: ArtifactCluster): Html {
  const { cluster, nImages, nFlagged, share, low, high, shareElsewhere, verdict, certainty } = judged;
  return html`<tr>
    <th scope="row"><span class="swatch" style="background:${clusterVariable(cluster)}"></span>${cluster}</th>
    <td data-head="looks like">
      ${verdict === 'artifact' ? `artifacts, ${certainty}` : (verdictWords[verdict] ?? name(verdict))}
    </td>
    <td class="number" data-head="stand out">
      ${countText(nFlagged)} of ${countText(nImages)}, ${percent(share)}
    </td>
    <td class="number" data-head="95% interval">${percent(low)} to ${percent(high)}</td>
    <td class="number" data-head="elsewhere">${percent(shareElsewhere)}</td>
    <td class="words" data-head="by">${name(evidenceWords(judged))}</td>
  </tr>`;
}

function images(data: ReportData, finding: ArtifactFinding): Html {
  if (data.thumbnails === undefined || finding.images.length === 0) return html``;
  return html`<h3>Most like artifacts</h3>
    <p>The higher the score, the more: from 0 to 1, by an image’s own statistics and by its clusters.</p>
    <div
      class="gallery"
      style="--mark:var(--line)"
      tabindex="0"
      role="group"
      aria-label="Images of the highest artifact score, ${finding.id}"
    >
      ${finding.images.map(
        ({ index, score, standsOut }) =>
          html`<figure class="scored" title="${standsOut}">
            ${thumb(data, index)}
            <figcaption>
              ${score.toFixed(2)}${standsOut === '' ? '' : html`<span class="visually-hidden">: ${standsOut}</span>`}
            </figcaption>
          </figure>`,
      )}
    </div>`;
}

import { countText } from '../../figures/ticks.js';
import type { ReportData, SkippedImage, Survey } from '../data.js';
import { counted, html, name, type Html } from '../html.js';
import type { Section } from '../render.js';

/** What came in, and what was left out and why. */
export function surveySection({ survey }: ReportData): Section | undefined {
  if (survey === undefined) return undefined;
  return { anchor: 'survey', title: 'The images', content: html`${came(survey)} ${skipped(survey)}` };
}

function came(survey: Survey): Html {
  const cameras = new Map<string, number>();
  for (const camera of survey.cameras) cameras.set(camera, (cameras.get(camera) ?? 0) + 1);
  const byCamera = [...cameras].filter(([camera]) => camera !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  return html`<p class="lead">
      ${counted(survey.nGood, 'image')} from ${counted(survey.nFiles, 'file')}
      ${survey.nGalaxies > 0 ? `of ${counted(survey.nGalaxies, 'galaxy', 'galaxies')}` : ''} went on to the
      next steps.
    </p>
    ${
      byCamera.length < 2
        ? ''
        : html`<dl class="inline-facts">
            ${byCamera.map(
              ([camera, count]) =>
                html`<div>
                  <dt>camera ${camera}</dt>
                  <dd>${countText(count)}</dd>
                </div>`,
            )}
          </dl>`
    }`;
}

function skipped(survey: Survey): Html {
  if (survey.skipped.length === 0) return html`<p>Nothing was skipped.</p>`;
  const byReason = new Map<string, SkippedImage[]>();
  for (const image of survey.skipped)
    byReason.set(image.reason, [...(byReason.get(image.reason) ?? []), image]);
  const groups = [...byReason].sort(([, a], [, b]) => b.length - a.length);
  return html`<h3>Skipped</h3>
    <p>${counted(survey.skipped.length, 'image')} could not be used:</p>
    ${groups.map(
      ([reason, images]) =>
        html`<details class="skipped" ${groups.length === 1 || images.length <= 4 ? 'open' : ''}>
          <summary>
            <span class="count">${countText(images.length)}</span> ${name(reason || 'no reason given')}
          </summary>
          <ul>
            ${images.slice(0, 200).map(({ source, member }) => html`<li>${name(source)} ${member === '' ? '' : html`<span class="member">${name(member)}</span>`}</li>`)}
            ${images.length > 200 ? html`<li>and ${countText(images.length - 200)} more, in the catalogue</li>` : ''}
          </ul>
        </details>`,
    )}`;
}

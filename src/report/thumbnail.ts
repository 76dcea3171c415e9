import type { ReportData, Survey, Thumbnails } from './data.js';
import { html, trusted, type Html } from './html.js';

/** A style for each sheet, so that a picture is in the file once however often it is shown. */
export function sheetStyles(thumbnails: Thumbnails | undefined): Html | undefined {
  if (thumbnails === undefined) return undefined;
  const rules = thumbnails.sheets.map((uri, i) => `.s${i}{background-image:url(${uri})}`).join('\n');
  return html`<style>
    .thumb{--columns:${thumbnails.columns}}
    ${trusted(rules)}
  </style>`;
}

/** What an image is called in words: its file, member and camera. */
export function imageName(survey: Survey, index: number): string {
  const camera = survey.cameras[index] ?? '';
  const parts = [survey.sources[index] ?? '', survey.members[index] ?? ''].filter((part) => part !== '');
  return `${parts.join(' / ') || `image ${index}`}${camera === '' ? '' : `, camera ${camera}`}`;
}

/** One image of the survey, from its sheet. */
export function thumb(data: ReportData, index: number): Html {
  const { thumbnails, survey } = data;
  if (thumbnails === undefined || survey === undefined || index >= thumbnails.count) return html``;
  const place = index % thumbnails.perSheet;
  const sheet = Math.floor(index / thumbnails.perSheet);
  const x = place % thumbnails.columns;
  const y = Math.floor(place / thumbnails.columns);
  return html`<span
    class="thumb s${sheet}"
    style="--x:${x};--y:${y}"
    data-image="${index}"
    role="img"
    aria-label="${imageName(survey, index)}"
  ></span>`;
}

import type { ReportData, Survey, Thumbnails } from './data.js';
import { html, trusted, type Html } from './html.js';

/** A style for each sheet of what the page shows at once, so that a picture is there once however often it is shown. */
export function featuredStyles(thumbnails: Thumbnails | undefined): Html | undefined {
  if (thumbnails === undefined) return undefined;
  const rules = thumbnails.featured.sheets.map(
    (sheet, i) => `.f${i}{background-image:url(data:image/jpeg;base64,${sheet})}`,
  );
  return html`<style>
    .thumb{--columns:${thumbnails.columns}}
    ${trusted(rules.join('\n'))}
  </style>`;
}

/** All sheets as text at the end of the page: the script makes a picture of one when it is first shown. */
export function sheetScripts(thumbnails: Thumbnails | undefined): Html[] {
  return (thumbnails?.sheets ?? []).map((sheet, i) =>
    trusted(`<script type="text/plain" id="sheet-${i}">${sheet}</script>\n`),
  );
}

/** What an image is called in words: its file, member and camera. */
export function imageName(survey: Survey, index: number): string {
  const camera = survey.cameras[index] ?? '';
  const parts = [survey.sources[index] ?? '', survey.members[index] ?? ''].filter((part) => part !== '');
  return `${parts.join(' / ') || `image ${index}`}${camera === '' ? '' : `, camera ${camera}`}`;
}

/** One image of the survey, from the sheets of those shown at once, or else from that of all. */
export function thumb(data: ReportData, index: number): Html {
  const { thumbnails, survey } = data;
  if (thumbnails === undefined || survey === undefined || index >= thumbnails.count) return html``;
  const featured = thumbnails.featured.indices.indexOf(index);
  const position = featured < 0 ? index : featured;
  const place = position % thumbnails.perSheet;
  const sheet = Math.floor(position / thumbnails.perSheet);
  const x = place % thumbnails.columns;
  const y = Math.floor(place / thumbnails.columns);
  return html`<span
    class="thumb ${featured < 0 ? 's' : 'f'}${sheet}"
    style="--x:${x};--y:${y}"
    data-image="${index}"
    role="img"
    aria-label="${imageName(survey, index)}"
  ></span>`;
}

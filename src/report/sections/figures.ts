import type { ReportData, ReportFigure } from '../data.js';
import { html, name, type Html } from '../html.js';
import type { Section } from '../render.js';

/** Every figure that a step drew, those of one step's sweep side by side. */
export function figureSection(data: ReportData): Section | undefined {
  if (data.figures.length === 0) return undefined;
  const stepOf = new Map(data.steps.map(({ id, step }) => [id, step]));
  const steps = [...new Set(data.figures.map(({ id }) => stepOf.get(id) ?? id))];
  const groups = steps.map((step) => data.figures.filter(({ id }) => (stepOf.get(id) ?? id) === step));
  const content = html`<p class="lead">As the steps drew them; each lies in the run folder as SVG and PNG.</p>
    ${groups.map(figureGroup)}`;
  return { anchor: 'figures', title: 'Figures', content };
}

/** Large ones of a sweep are closed at first: the clusters' galleries stand above anyway. */
function figureGroup(figures: readonly ReportFigure[]): Html {
  const isLong = figures.length > 1 && figures.some(({ isReduced }) => isReduced);
  if (!isLong) return html`<div class="figures">${figures.map(figureCard)}</div>`;
  return html`${figures.map(
    (figure) =>
      html`<details class="folded">
        <summary>${name(figure.id)}</summary>
        ${figureCard(figure)}
      </details>`,
  )}`;
}

function figureCard(figure: ReportFigure): Html {
  return html`<figure class="figure">
    <img
      src="${figure.src}"
      alt="${figure.description === '' ? `Figure of the step ${figure.id}` : figure.description}"
      width="${Math.round(figure.width)}"
      height="${Math.round(figure.height)}"
      decoding="async"
    />
    <figcaption>
      <strong>${name(figure.id)}</strong> ${figure.description}
      <span class="path">${name(figure.file)}</span>
      ${figure.isReduced ? html`<span class="remark">shown smaller than it is</span>` : ''}
    </figcaption>
  </figure>`;
}

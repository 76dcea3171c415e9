import type { ReportData, ReportFigure } from '../data.js';
import { html, name, type Html } from '../html.js';
import type { Section } from '../render.js';

/** Every figure that a step drew. */
export function figureSection(data: ReportData): Section | undefined {
  if (data.figures.length === 0) return undefined;
  const content = html`<p class="lead">As the steps drew them; each lies in the run folder as SVG and PNG.</p>
    <div class="figures">${data.figures.map(figureCard)}</div>`;
  return { anchor: 'figures', title: 'Figures', content };
}

function figureCard(figure: ReportFigure): Html {
  return html`<figure class="figure">
    <img
      src="${figure.src}"
      alt="${figure.description === '' ? `Figure of the step ${figure.id}` : figure.description}"
      width="${Math.round(figure.width)}"
      height="${Math.round(figure.height)}"
      loading="lazy"
    />
    <figcaption>
      <strong>${name(figure.id)}</strong> ${figure.description}
      <span class="path">${name(figure.file)}</span>
      ${figure.isReduced ? html`<span class="remark">shown smaller than it is</span>` : ''}
    </figcaption>
  </figure>`;
}

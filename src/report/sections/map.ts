import type { ReportData } from '../data.js';
import { html } from '../html.js';
import type { Section } from '../render.js';
import { countOf, nounOf, vectorsWord } from '../subject.js';

/** The map of all images. Its controls and points are made by the page's script; without it, the scatter figures stand below. */
export function mapSection(data: ReportData): Section | undefined {
  if (data.maps.length === 0 || countOf(data) === undefined) return undefined;
  const noun = nounOf(data);
  const content = html`<p class="lead">
      ${
        noun === 'image'
          ? `Each dot is an image; near ones have similar ${vectorsWord(data)}. Point at a dot to see its image, colour by cluster or by anything measured, and draw a lasso around dots to see them all and to take their list with you.`
          : 'Each dot is a row; near ones have similar vectors. Point at a dot to see its row, colour by cluster or by any column, and draw a lasso around dots to take their list with you.'
      }
    </p>
    <div class="map" id="map">
      <div class="map-controls" id="map-controls"></div>
      <div class="map-body">
        <div class="map-plot">
          <canvas id="map-points" aria-hidden="true"></canvas>
          <canvas
            id="map-canvas"
            tabindex="0"
            role="application"
            aria-label="Map of the ${noun}s. Arrow keys go from ${noun} to ${noun}, plus and minus zoom, 0 shows all, Space selects the ${noun}, L takes the lasso."
            aria-describedby="map-said"
          ></canvas>
          <div class="map-zoom" role="group" aria-label="Zoom">
            <button type="button" data-zoom="in" aria-label="Zoom in">+</button>
            <button type="button" data-zoom="out" aria-label="Zoom out">−</button>
            <button type="button" data-zoom="all" aria-label="Show all">⤢</button>
          </div>
          <p class="map-hint">Ctrl + wheel zooms · Shift + drag selects</p>
        </div>
        <aside class="map-side">
          <div id="map-legend" class="legend"></div>
          <div id="map-card" class="card"></div>
        </aside>
      </div>
      <div class="selection" id="map-selection">
        ${noun === 'image' ? html`<div class="gallery" tabindex="0" role="group" aria-label="Images selected"></div>` : ''}
      </div>
      <p id="map-said" class="visually-hidden" aria-live="polite"></p>
      <noscript
        ><p class="notice">The map needs its script; the figures below show the same points.</p></noscript
      >
    </div>`;
  return { anchor: 'map', title: 'The map', content };
}

import { colourPoints, type PointColours } from '../colours.js';
import type { LiveColouring, LiveMap, Survey } from '../decode.js';
import { byId } from '../elements.js';
import { imageCard, imageSentence } from '../image-card.js';
import { controls } from './controls.js';
import { listenToKeys, listenToPointer } from './gestures.js';
import { legend } from './legend.js';
import { Painter } from './painter.js';
import { View } from './view.js';

/** The live map: what is shown, coloured and pointed at. */
export class MapWidget {
  readonly survey: Survey;
  readonly view = new View();
  readonly #painter: Painter;
  #map: LiveMap;
  #colouring: LiveColouring | undefined;
  #colours: PointColours;
  /** The one group shown; -1 for all. */
  #only = -1;
  #active = -1;
  #isPainting = false;
  readonly #showColouring: (position: number) => void;

  constructor(survey: Survey, map: LiveMap, canvas: HTMLCanvasElement) {
    this.survey = survey;
    this.#map = map;
    this.#painter = new Painter(canvas);
    this.#colours = colourPoints(undefined, survey.payload.nImages);
    const { nodes, show } = controls(survey, {
      setColouring: (position) => this.setColouring(position),
      setMap: (position) => this.setMap(position),
    });
    this.#showColouring = show;
    byId('map-controls')?.replaceChildren(...nodes);
    listenToPointer(canvas, this);
    listenToKeys(canvas, this);
    new ResizeObserver(() => this.#resized()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#recolour());
    this.setColouring(0);
    this.point(-1);
  }

  get map(): LiveMap {
    return this.#map;
  }

  get active(): number {
    return this.#active;
  }

  readonly isShown = (index: number): boolean => {
    if (this.#only < 0 || this.#colouring?.form !== 'category') return true;
    return this.#colouring.of[index] === this.#only;
  };

  setMap(position: number): void {
    this.#map = this.survey.maps[position] ?? this.#map;
    this.view.fit(this.#map);
    this.repaint();
  }

  setColouring(position: number): void {
    this.#colouring = this.survey.colourings[position];
    this.#only = -1;
    this.#showColouring(position);
    this.#recolour();
  }

  #recolour(): void {
    this.#colours = colourPoints(this.#colouring, this.survey.payload.nImages);
    const choose = (group: number): void => {
      this.#only = group;
      this.#recolour();
    };
    byId('map-legend')?.replaceChildren(
      ...legend(this.#colouring, this.#colours, { only: this.#only, choose }),
    );
    this.repaint();
  }

  /** Shows one image, or none with -1. `isSaid` also tells those who listen. */
  point(index: number, isSaid = false): void {
    this.#active = index;
    const card = byId('map-card');
    if (index >= 0) card?.replaceChildren(imageCard(this.survey, index));
    else if (card !== null) card.textContent = 'Point at a dot, or focus the map and press an arrow key.';
    card?.classList.toggle('is-empty', index < 0);
    const said = byId('map-said');
    if (said !== null && isSaid) said.textContent = imageSentence(this.survey, index, this.#colouring);
    this.repaint();
  }

  #resized(): void {
    const isFirst = this.view.width <= 1;
    this.#painter.resize(this.view);
    if (isFirst || this.view.magnification < 1.01) this.view.fit(this.#map);
    this.#paintNow();
  }

  /** Paints with the next frame, once however often it is asked. */
  repaint(): void {
    if (this.#isPainting) return;
    this.#isPainting = true;
    requestAnimationFrame(() => this.#paintNow());
  }

  #paintNow(): void {
    this.#isPainting = false;
    this.#painter.paint({
      map: this.#map,
      view: this.view,
      colours: this.#colours,
      isShown: this.isShown,
      active: this.#active,
    });
  }
}

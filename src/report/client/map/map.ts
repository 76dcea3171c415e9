import { colourPoints, type PointColours } from '../colours.js';
import type { LiveColouring, LiveMap, Survey } from '../decode.js';
import { byId } from '../elements.js';
import { imageCard, imageSentence } from '../image-card.js';
import { controls } from './controls.js';
import { listenToKeys } from './keys.js';
import { insideLasso } from './lasso.js';
import { LassoDrawing } from './lasso-drawing.js';
import { legend } from './legend.js';
import { Overlay } from './overlay.js';
import { AnyPainter } from './painter.js';
import { listenToPointer } from './pointer.js';
import { listPoints, type PointList } from './point-list.js';
import { Selection, type HowToSelect } from './selection.js';
import { selectionPanel } from './selection-panel.js';
import { View } from './view.js';

export type MapMode = 'move' | 'lasso';

/** The live map: what is shown, coloured, pointed at and selected. */
export class MapWidget {
  readonly survey: Survey;
  readonly view = new View();
  readonly selection: Selection;
  readonly lasso = new LassoDrawing();
  readonly #canvas: HTMLCanvasElement;
  readonly #painter: AnyPainter;
  readonly #overlay: Overlay;
  #map: LiveMap;
  #mode: MapMode = 'move';
  #colouring: LiveColouring | undefined;
  #colours: PointColours;
  /** Made anew when something other than the view has changed. */
  #list: PointList | undefined;
  /** The one group shown; -1 for all. */
  #only = -1;
  #active = -1;
  #isWaiting = false;
  #isMoved = true;
  readonly #controls: ReturnType<typeof controls>;

  /** @param canvas Above that of the points: it takes the gestures and shows what is pointed at. */
  constructor(survey: Survey, map: LiveMap, points: HTMLCanvasElement, canvas: HTMLCanvasElement) {
    this.survey = survey;
    this.#map = map;
    this.#canvas = canvas;
    this.#painter = new AnyPainter(points, () => this.#resized());
    this.#overlay = new Overlay(canvas);
    this.selection = new Selection(survey.payload.count, () => this.#changed());
    this.#colours = colourPoints(undefined, survey.payload.count);
    this.#controls = controls(survey, this);
    byId('map-controls')?.replaceChildren(...this.#controls.nodes);
    selectionPanel(this);
    listenToPointer(canvas, this);
    listenToKeys(canvas, this);
    new ResizeObserver(() => this.#resized()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#recolour());
    this.#listenToPrinting();
    this.setColouring(0);
    this.setMode('move');
    this.point(-1);
  }

  get map(): LiveMap {
    return this.#map;
  }

  get active(): number {
    return this.#active;
  }

  get mode(): MapMode {
    return this.#mode;
  }

  readonly isShown = (index: number): boolean => {
    if (this.#only < 0 || this.#colouring?.form !== 'category') return true;
    return this.#colouring.of[index] === this.#only;
  };

  setMap(position: number): void {
    this.#map = this.survey.maps[position] ?? this.#map;
    this.view.fit(this.#map);
    this.#recolour();
  }

  setMode(mode: MapMode): void {
    this.#mode = mode;
    this.lasso.clear();
    this.#canvas.dataset['mode'] = mode;
    this.#controls.showMode(mode);
    this.repaintMarks();
  }

  setColouring(position: number): void {
    this.#colouring = this.survey.colourings[position];
    this.#only = -1;
    this.#controls.showColouring(position);
    this.#recolour();
  }

  #recolour(): void {
    this.#colours = colourPoints(this.#colouring, this.survey.payload.count);
    const choose = (group: number): void => {
      this.#only = group;
      this.#recolour();
    };
    byId('map-legend')?.replaceChildren(
      ...legend(this.#colouring, this.#colours, this.#map, { only: this.#only, choose }),
    );
    this.#changed();
  }

  /** On paper the colours are those of light; nothing is painted there, so that it is done before. */
  #listenToPrinting(): void {
    const { dataset } = document.documentElement;
    const repaint = (): void => {
      this.#recolour();
      this.#paintNow();
    };
    addEventListener('beforeprint', () => {
      dataset['paper'] = '';
      repaint();
    });
    addEventListener('afterprint', () => {
      delete dataset['paper'];
      repaint();
    });
  }

  /** Shows one image, or none with -1. `isSaid` also tells those who listen. */
  point(index: number, isSaid = false): void {
    if (index === this.#active && index >= 0) return;
    this.#active = index;
    const card = byId('map-card');
    if (index >= 0) card?.replaceChildren(imageCard(this.survey, index));
    else if (card !== null) card.textContent = 'Point at a dot, or focus the map and press an arrow key.';
    card?.classList.toggle('is-empty', index < 0);
    if (isSaid) this.say(imageSentence(this.survey, index, this.#colouring));
    this.repaintMarks();
  }

  say(sentence: string): void {
    const said = byId('map-said');
    if (said !== null) said.textContent = sentence;
  }

  /** Selects what the lasso has gone round. */
  finishLasso(how: HowToSelect): void {
    const inside = insideLasso(this.#map, this.view, this.lasso.corners, this.isShown);
    this.lasso.clear();
    this.selection.change(inside, how);
    this.repaintMarks();
  }

  #resized(): void {
    const isFirst = this.view.width <= 1;
    this.view.width = Math.max(1, this.#canvas.clientWidth);
    this.view.height = Math.max(1, this.#canvas.clientHeight);
    this.#painter.resize(this.view);
    this.#overlay.resize(this.view.width, this.view.height);
    if (isFirst || this.view.magnification < 1.01) this.view.fit(this.#map);
    this.#isMoved = true;
    this.#paintNow();
  }

  #changed(): void {
    this.#list = undefined;
    this.repaint();
  }

  /** Paints with the next frame, once however often it is asked. */
  repaint(): void {
    this.#isMoved = true;
    this.repaintMarks();
  }

  /** The same of what lies above the points only. */
  repaintMarks(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    requestAnimationFrame(() => this.#paintNow());
  }

  #paintNow(): void {
    this.#isWaiting = false;
    const radius = this.view.dotRadius(this.#map.x.length);
    if (this.#isMoved && this.view.width > 1) {
      const { selection, isShown } = this;
      const isChosen = selection.count === 0 ? undefined : (index: number) => selection.has(index);
      this.#list ??= listPoints({ map: this.#map, colours: this.#colours, isShown, isChosen });
      this.#painter.paint(this.#list, this.view, radius);
      this.#isMoved = false;
    }
    const active =
      this.#active < 0 ? undefined : this.view.place(this.#map.x[this.#active], this.#map.y[this.#active]);
    this.#overlay.paint({ active, radius, lasso: this.lasso.corners, cross: this.lasso.cross });
  }
}

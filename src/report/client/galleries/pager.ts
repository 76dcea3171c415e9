import { countText } from '../../../figures/ticks.js';
import { visible } from '../../visible.js';
import type { Survey } from '../decode.js';
import { button, make } from '../elements.js';
import { imageNames } from '../image-card.js';
import { thumbnail } from '../thumbnail.js';

/** Turns the pages of a gallery; PageUp and PageDown do so too. */
export class Pager {
  readonly element: HTMLElement;
  readonly #survey: Survey;
  readonly #gallery: HTMLElement;
  readonly #perPage: number;
  readonly #said = make('span', { class: 'page-said', attributes: { 'aria-live': 'polite' } });
  readonly #previous: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  #images: ArrayLike<number> = [];
  #start = 0;

  /** @param about What the pictures are of, `cluster 3`. */
  constructor(survey: Survey, gallery: HTMLElement, { about, perPage }: { about: string; perPage: number }) {
    this.#survey = survey;
    this.#gallery = gallery;
    this.#perPage = perPage;
    this.#previous = button('‹', () => this.#turn(-1), { 'aria-label': `Previous images of ${about}` });
    this.#next = button('›', () => this.#turn(1), { 'aria-label': `Next images of ${about}` });
    this.element = make('div', { class: 'pager' }, this.#said, this.#previous, this.#next);
    gallery.addEventListener('keydown', (event) => {
      const move = { PageUp: -1, PageDown: 1 }[event.key];
      if (move === undefined) return;
      event.preventDefault();
      this.#turn(move);
    });
  }

  /** Shows the first page of these; `isDrawn` says that it stands there already. */
  show(images: ArrayLike<number>, isDrawn = false): void {
    this.#images = images;
    this.#start = 0;
    this.#say();
    if (!isDrawn) this.#draw();
  }

  #turn(move: number): void {
    const next = this.#start + move * this.#perPage;
    if (next < 0 || next >= this.#images.length) return;
    this.#start = next;
    this.#say();
    this.#draw();
  }

  #say(): void {
    const end = Math.min(this.#start + this.#perPage, this.#images.length);
    const isEmpty = this.#images.length === 0;
    this.#said.textContent = isEmpty
      ? ''
      : `${countText(this.#start + 1)}–${countText(end)} of ${countText(this.#images.length)}`;
    this.#previous.disabled = this.#start === 0;
    this.#next.disabled = end >= this.#images.length;
    this.element.hidden = isEmpty;
  }

  #draw(): void {
    const pictures: Node[] = [];
    const end = Math.min(this.#start + this.#perPage, this.#images.length);
    for (let at = this.#start; at < end; at += 1) {
      const index = this.#images[at] ?? 0;
      const picture = thumbnail(this.#survey, index) ?? make('span', { class: 'thumb' });
      const { file, member, camera } = imageNames(this.#survey, index);
      const said = [file || `image ${index}`, member, camera === '' ? '' : `camera ${camera}`];
      picture.dataset['image'] = String(index);
      picture.setAttribute('role', 'img');
      picture.setAttribute('aria-label', visible(said.filter((part) => part !== '').join(', ')));
      pictures.push(picture);
    }
    this.#gallery.replaceChildren(...pictures);
  }
}

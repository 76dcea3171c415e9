import type { Survey } from './decode.js';
import { byId } from './elements.js';
import { imageCard } from './image-card.js';

/** More would not fit into a low window; the card beside the map has all. */
const nFacts = 16;

/** Pointing at a picture in a gallery, or walking there with the arrow keys, shows what is known of it. */
export function peek(survey: Survey): void {
  const card = byId('peek');
  if (card === null) return;
  for (const gallery of document.querySelectorAll<HTMLElement>('.gallery')) listen(survey, card, gallery);
}

function listen(survey: Survey, card: HTMLElement, gallery: HTMLElement): void {
  const label = gallery.getAttribute('aria-label') ?? '';
  let active: HTMLElement | undefined;
  const activate = (picture: HTMLElement | undefined): void => {
    active?.classList.remove('is-active');
    active = picture;
    card.hidden = picture === undefined;
    gallery.setAttribute('aria-label', picture?.getAttribute('aria-label') ?? label);
    if (picture === undefined) return;
    picture.classList.add('is-active');
    card.replaceChildren(imageCard(survey, Number(picture.dataset['image']), nFacts));
    place(card, picture.getBoundingClientRect());
  };
  gallery.addEventListener('pointerover', ({ target }) => {
    if (target instanceof HTMLElement && target.dataset['image'] !== undefined) activate(target);
  });
  gallery.addEventListener('pointerleave', () => activate(undefined));
  gallery.addEventListener('blur', () => activate(undefined));
  gallery.addEventListener('keydown', (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') activate(undefined);
    if (move === undefined) return;
    event.preventDefault();
    const pictures = [...gallery.querySelectorAll<HTMLElement>('[data-image]')];
    const at = active === undefined ? -1 : pictures.indexOf(active);
    activate(pictures[Math.min(Math.max(at + move, 0), pictures.length - 1)]);
  });
}

/** Beside the picture, inside the window. */
function place(card: HTMLElement, picture: DOMRect): void {
  const gap = 10;
  const { offsetWidth, offsetHeight } = card;
  const isRoomRight = picture.right + gap + offsetWidth < innerWidth;
  const left = isRoomRight ? picture.right + gap : picture.left - gap - offsetWidth;
  const top = Math.min(picture.top, innerHeight - offsetHeight - gap);
  card.style.left = `${Math.max(gap, Math.min(left, innerWidth - offsetWidth - gap))}px`;
  card.style.top = `${Math.max(gap, top)}px`;
}

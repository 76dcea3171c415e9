import type { Survey } from './decode.js';
import { byId } from './elements.js';
import { imageCard } from './image-card.js';

/** Pointing at a picture in a gallery, or walking there with the arrow keys, shows what is known of it. */
export function peek(survey: Survey): void {
  const card = byId('peek');
  if (card === null) return;
  const show = (picture: HTMLElement): void => {
    card.replaceChildren(imageCard(survey, Number(picture.dataset['image'])));
    card.hidden = false;
    place(card, picture.getBoundingClientRect());
  };
  const hide = (): void => {
    card.hidden = true;
  };
  for (const gallery of document.querySelectorAll<HTMLElement>('.gallery')) {
    const pictures = [...gallery.querySelectorAll<HTMLElement>('[data-image]')];
    let active = -1;
    const activate = (next: number): void => {
      pictures[active]?.classList.remove('is-active');
      active = next;
      const picture = pictures[active];
      if (picture === undefined) {
        hide();
        return;
      }
      picture.classList.add('is-active');
      gallery.setAttribute('aria-label', picture.getAttribute('aria-label') ?? '');
      show(picture);
    };
    gallery.addEventListener('pointerover', (event) => {
      const at = pictures.indexOf(event.target as HTMLElement);
      if (at >= 0) activate(at);
    });
    gallery.addEventListener('pointerleave', () => activate(-1));
    gallery.addEventListener('blur', () => activate(-1));
    gallery.addEventListener('keydown', (event) => {
      const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === 'Escape') activate(-1);
      if (move === undefined) return;
      event.preventDefault();
      activate(Math.min(Math.max(active + move, 0), pictures.length - 1));
    });
  }
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

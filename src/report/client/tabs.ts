import { byId } from './elements.js';

/** One clustering at a time; without the script, and in print, all stand below each other. */
export function tabs(): void {
  const list = byId('cluster-tabs');
  if (list === null) return;
  const buttons = [...list.querySelectorAll<HTMLButtonElement>('[role=tab]')];
  if (buttons.length < 2) return;
  list.hidden = false;
  const select = (chosen: number, isFocused: boolean): void => {
    buttons.forEach((button, i) => {
      const isChosen = i === chosen;
      button.setAttribute('aria-selected', String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
      const panel = byId(button.getAttribute('aria-controls') ?? '');
      panel?.classList.toggle('is-away', !isChosen);
      panel?.setAttribute('role', 'tabpanel');
      panel?.setAttribute('aria-labelledby', button.id);
    });
    if (isFocused) buttons[chosen]?.focus();
  };
  buttons.forEach((button, i) => {
    button.addEventListener('click', () => select(i, false));
    button.addEventListener('keydown', (event) => {
      const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (move === undefined) return;
      event.preventDefault();
      select((i + move + buttons.length) % buttons.length, true);
    });
  });
  select(0, false);
}

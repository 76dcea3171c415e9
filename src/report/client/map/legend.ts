import { countText, numberText } from '../../../figures/ticks.js';
import { sequentialStops } from '../../../figures/colormap.js';
import type { PointColours } from '../colours.js';
import type { LiveColouring, LiveMap } from '../decode.js';
import { make } from '../elements.js';

/** What the colours mean, and how many of each are on the map. Groups are switches: pressing one leaves only its points. */
export function legend(
  colouring: LiveColouring | undefined,
  colours: PointColours,
  map: LiveMap,
  filter: { only: number; choose: (group: number) => void },
): Node[] {
  if (colouring === undefined) return [];
  const heading = make('p', { class: 'legend-title', text: colouring.name });
  if (colouring.form === 'number') return [heading, colourBar(colours)];
  const counts = new Array<number>(colouring.names.length).fill(0);
  colouring.of.forEach((group, i) => {
    const isPlaced = !Number.isNaN(map.x[i] ?? NaN) && !Number.isNaN(map.y[i] ?? NaN);
    if (group >= 0 && isPlaced) counts[group] = (counts[group] ?? 0) + 1;
  });
  const list = make('ul');
  colouring.names.forEach((name, group) => {
    const swatch = make('span', { class: 'swatch' });
    swatch.style.background = colours.colours[group] ?? '';
    const button = make(
      'button',
      { attributes: { type: 'button', 'aria-pressed': String(filter.only === group) } },
      swatch,
      make('span', { text: name }),
      make('small', { text: countText(counts[group] ?? 0) }),
    );
    button.addEventListener('click', () => filter.choose(filter.only === group ? -1 : group));
    list.append(make('li', {}, button));
  });
  return [heading, list];
}

function colourBar({ scale }: PointColours): HTMLElement {
  const bar = make('div', { class: 'colour-bar' });
  const stops = sequentialStops().map(({ offset, colour }) => `${colour} ${offset * 100}%`);
  bar.style.background = `linear-gradient(to right, ${stops.join(', ')})`;
  const ends = make(
    'div',
    { class: 'colour-bar-ends' },
    make('span', { text: `${scale?.isRanked === true ? '≤ ' : ''}${numberText(scale?.low ?? NaN)}` }),
    make('span', { text: `${scale?.isRanked === true ? '≥ ' : ''}${numberText(scale?.high ?? NaN)}` }),
  );
  return make('div', {}, bar, ends);
}

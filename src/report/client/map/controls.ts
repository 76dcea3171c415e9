import type { LiveColouring, Survey } from '../decode.js';
import { button, choice, make } from '../elements.js';
import type { MapMode, MapWidget } from './map.js';

export interface MapControls {
  readonly nodes: readonly Node[];
  readonly showColouring: (position: number) => void;
  readonly showMode: (mode: MapMode) => void;
}

/** Buttons for what dragging does and for the clusterings, a list for everything else, and for which map when there are several. */
export function controls(survey: Survey, widget: MapWidget): MapControls {
  const modes = modeButtons(widget);
  const clusterings = positionsOf(survey, (colouring) => colouring.group === 'Clusters');
  const buttons = clusterings.map((position) =>
    button(survey.colourings[position]?.name ?? '', () => widget.setColouring(position), {
      'data-colouring': String(position),
    }),
  );
  const select = colourSelect(survey);
  select.addEventListener('change', () => widget.setColouring(Number(select.value)));
  const maps = survey.maps.map(({ id }, position) => ({ value: String(position), text: id }));
  return {
    nodes: [
      ...(maps.length > 1 ? [choice('Map', maps, (value) => widget.setMap(Number(value)))] : []),
      ...(buttons.length > 0 ? [segments('Colour by clusters', buttons)] : []),
      ...(survey.colourings.length > 0
        ? [make('label', { class: 'field' }, make('span', { text: 'Colour by' }), select)]
        : []),
      segments('What dragging does', modes),
    ],
    showColouring: (colouring) => {
      select.value = String(colouring);
      press(buttons, (one) => one.dataset['colouring'] === String(colouring));
    },
    showMode: (mode) => press(modes, (one) => one.dataset['mode'] === mode),
  };
}

const segments = (label: string, buttons: readonly HTMLButtonElement[]): HTMLElement =>
  make('div', { class: 'segments', attributes: { role: 'group', 'aria-label': label } }, ...buttons);

function press(buttons: readonly HTMLButtonElement[], isPressed: (one: HTMLButtonElement) => boolean): void {
  for (const one of buttons) one.setAttribute('aria-pressed', String(isPressed(one)));
}

const modeButtons = (widget: MapWidget): HTMLButtonElement[] => [
  button('Move', () => widget.setMode('move'), { 'data-mode': 'move', title: 'Drag to move the map' }),
  button('Lasso', () => widget.setMode('lasso'), {
    'data-mode': 'lasso',
    title: 'Drag around dots to select them; with Shift they are added, with Alt taken away',
  }),
];

/** In groups: clusters, statistics, truth and so on. */
function colourSelect(survey: Survey): HTMLSelectElement {
  const select = make('select', { attributes: { id: 'map-colour' } });
  for (const group of new Set(survey.colourings.map((colouring) => colouring.group))) {
    const options = positionsOf(survey, (colouring) => colouring.group === group).map((position) =>
      make('option', {
        text: survey.colourings[position]?.name ?? '',
        attributes: { value: String(position) },
      }),
    );
    select.append(make('optgroup', { attributes: { label: group } }, ...options));
  }
  return select;
}

function positionsOf(survey: Survey, isWanted: (colouring: LiveColouring) => boolean): number[] {
  return survey.colourings.flatMap((colouring, position) => (isWanted(colouring) ? [position] : []));
}

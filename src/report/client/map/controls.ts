import type { LiveColouring, Survey } from '../decode.js';
import { make } from '../elements.js';

export interface MapChoice {
  readonly setColouring: (position: number) => void;
  readonly setMap: (position: number) => void;
}

/** Buttons for the clusterings, a list for everything else, and for which map when there are several. */
export function controls(
  survey: Survey,
  choice: MapChoice,
): { nodes: Node[]; show: (colouring: number) => void } {
  const clusterings = positionsOf(survey, (colouring) => colouring.group === 'Clusters');
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
  select.addEventListener('change', () => choice.setColouring(Number(select.value)));
  const buttons = clusterings.map((position) => {
    const attributes = { type: 'button', 'data-colouring': String(position) };
    const button = make('button', { text: survey.colourings[position]?.name ?? '', attributes });
    button.addEventListener('click', () => choice.setColouring(position));
    return button;
  });
  const nodes: Node[] = [];
  if (survey.maps.length > 1) nodes.push(mapSelect(survey, choice));
  if (buttons.length > 0) {
    nodes.push(
      make(
        'div',
        { class: 'segments', attributes: { role: 'group', 'aria-label': 'Colour by clusters' } },
        ...buttons,
      ),
    );
  }
  if (survey.colourings.length > 0) {
    nodes.push(make('label', { class: 'field' }, make('span', { text: 'Colour by' }), select));
  }
  const show = (colouring: number): void => {
    select.value = String(colouring);
    for (const button of buttons) {
      button.setAttribute('aria-pressed', String(button.dataset['colouring'] === String(colouring)));
    }
  };
  return { nodes, show };
}

function positionsOf(survey: Survey, isWanted: (colouring: LiveColouring) => boolean): number[] {
  return survey.colourings.flatMap((colouring, position) => (isWanted(colouring) ? [position] : []));
}

function mapSelect(survey: Survey, choice: MapChoice): HTMLElement {
  const options = survey.maps.map(({ id }, position) =>
    make('option', { text: id, attributes: { value: String(position) } }),
  );
  const select = make('select', {}, ...options);
  select.addEventListener('change', () => choice.setMap(Number(select.value)));
  return make('label', { class: 'field' }, make('span', { text: 'Map' }), select);
}

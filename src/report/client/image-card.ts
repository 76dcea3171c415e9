import { numberText } from '../../figures/ticks.js';
import type { LiveColouring, Survey } from './decode.js';
import { make } from './elements.js';
import { thumbnail } from './thumbnail.js';

/** What an image or a row is called. */
export function imageNames(survey: Survey, index: number): { file: string; member: string; camera: string } {
  const { sources, members, cameras } = survey.payload;
  return {
    file: sources[survey.sourceOf[index] ?? 0] ?? '',
    member: members[index] ?? '',
    camera: cameras[index] ?? '',
  };
}

/** What is known of one image or row, the first `nFacts` of it. */
export function imageCard(survey: Survey, index: number, nFacts = Infinity): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const picture = thumbnail(survey, index);
  if (picture !== undefined) fragment.append(picture);
  const { file, member, camera } = imageNames(survey, index);
  const { noun } = survey.payload;
  // All rows are of one table, so that its name tells nothing of one.
  const [first, second] = noun === 'row' ? [member, ''] : [file, member];
  const names = make(
    'p',
    { class: 'card-name' },
    make('bdi', { class: 'name', text: first || `${noun} ${index}` }),
  );
  if (second !== '') names.append(make('bdi', { class: 'name member', text: second }));
  fragment.append(names);
  const facts = make('dl');
  const add = (name: string, value: string): void => {
    facts.append(make('div', {}, make('dt', { text: name }), make('dd', { text: value })));
  };
  add(noun === 'row' ? 'row' : 'index', String(index));
  if (camera !== '' && !survey.colourings.some(({ name }) => name === 'camera')) add('camera', camera);
  for (const colouring of survey.colourings) {
    const value = valueText(colouring, index);
    if (value !== undefined && facts.childElementCount < nFacts) add(colouring.name, value);
  }
  fragment.append(facts);
  return fragment;
}

export function valueText(colouring: LiveColouring, index: number): string | undefined {
  if (colouring.form === 'category') return colouring.names[colouring.of[index] ?? -1];
  const value = colouring.values[index] ?? NaN;
  return Number.isNaN(value) ? undefined : numberText(value);
}

/** One line about an image or row, for those who listen. */
export function imageSentence(survey: Survey, index: number, colouring: LiveColouring | undefined): string {
  const { noun } = survey.payload;
  const { file, member, camera } = imageNames(survey, index);
  const value = colouring && valueText(colouring, index);
  return [
    (noun === 'row' ? member : file) || `${noun} ${index}`,
    camera === '' ? '' : `camera ${camera}`,
    colouring === undefined || value === undefined ? '' : `${colouring.name}: ${value}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

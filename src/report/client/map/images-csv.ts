import type { LiveColouring, Survey } from '../decode.js';
import { imageNames } from '../image-card.js';

const imageColumns = ['index', 'file', 'member', 'camera'];

/** A table of images or rows: what each is called, its cluster in every clustering, everything measured. */
export function imagesCsv(survey: Survey, indices: readonly number[]): string {
  const { noun } = survey.payload;
  const isNamed = survey.payload.members.length > 0;
  const own = noun === 'image' ? imageColumns : ['row', ...(isNamed ? ['name'] : [])];
  const colourings = survey.colourings.filter(({ name }) => !own.slice(1).includes(name));
  const header = [...own, ...colourings.map(({ name }) => name)].map(textField).join(',');
  const lines = indices.map((index) => {
    const { file, member, camera } = imageNames(survey, index);
    const names = (noun === 'image' ? [file, member, camera] : isNamed ? [member] : []).map(textField);
    return [index, ...names, ...colourings.map((colouring) => valueField(colouring, index))].join(',');
  });
  return `${[header, ...lines].join('\n')}\n`;
}

/** Clusters by their number; other groups by name; numbers to the seven digits that the page holds. */
function valueField(colouring: LiveColouring, index: number): string {
  if (colouring.form === 'number') {
    const value = colouring.values[index] ?? NaN;
    return Number.isNaN(value) ? '' : String(Number(value.toPrecision(7)));
  }
  const group = colouring.of[index] ?? -1;
  if (group < 0) return '';
  return colouring.group === 'Clusters' ? String(group) : textField(colouring.names[group] ?? '');
}

/**
 * Spreadsheets take a field that begins with one of these for a formula, which a file's name could make of itself: an apostrophe keeps it text.
 * @see RFC 4180; OWASP, "CSV injection"
 */
export function textField(text: string): string {
  const isNumber = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
  const safe = !isNumber && /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

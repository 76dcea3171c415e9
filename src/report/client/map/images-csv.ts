import type { LiveColouring, Survey } from '../decode.js';
import { imageNames } from '../image-card.js';

const imageColumns = ['index', 'file', 'member', 'camera'];

/** A table of images or rows: what each is called, its cluster in every clustering, everything measured. */
export function imagesCsv(survey: Survey, indices: readonly number[]): string {
  const { noun, nameColumn } = survey.payload;
  const own = noun === 'image' ? imageColumns : ['row', ...(nameColumn === null ? [] : [nameColumn])];
  // What the file already says of an image, or the column that is the rows' names.
  const said = noun === 'image' ? imageColumns : own.slice(1);
  const colourings = survey.colourings.filter(({ name }) => !said.includes(name));
  const header = distinct([...own, ...colourings.map(({ name }) => name)])
    .map(textField)
    .join(',');
  const lines = indices.map((index) => {
    const { file, member, camera } = imageNames(survey, index);
    const names = noun === 'image' ? [file, member, camera] : nameColumn === null ? [] : [member];
    const values = colourings.map((colouring) => valueField(colouring, index));
    return [index, ...names.map(textField), ...values].join(',');
  });
  return `${[header, ...lines].join('\n')}\n`;
}

/** A table may have a column called like one of ours: no reader takes two of one name. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let i = 2; taken.has(free); i += 1) free = `${name} (${i})`;
    taken.add(free);
    return free;
  });
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

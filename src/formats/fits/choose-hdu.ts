import type { InputFault } from '../input-fault.js';
import { describeAxes, type Hdu } from './hdu.js';

/** A number from 0, or EXTNAME, or EXTNAME and EXTVER with a comma between: `SCI`, `SCI,2`. */
export type HduChoice = number | string;

/**
 * Whether an HDU is the one asked for. Names are compared without regard to case or to spaces at their end; a missing EXTVER is 1;
 * `PRIMARY` is the first HDU, unless it has a name. Of several that match the first in the file is meant.
 */
export function isChosen({ header, number }: Hdu, choice: HduChoice): boolean {
  if (typeof choice === 'number') return number === choice;
  const given = header.value('EXTNAME');
  const name = typeof given === 'string' ? normal(given) : number === 0 ? 'PRIMARY' : undefined;
  if (name === undefined) return false;
  if (name === normal(choice)) return true;
  const parts = /^(.*),\s*(\d+)\s*$/s.exec(choice);
  return parts !== null && name === normal(parts[1]!) && (header.value('EXTVER') ?? 1) === Number(parts[2]);
}

function normal(name: string): string {
  return name.trim().toUpperCase();
}

/** `HDU 1: BINTABLE`, for messages about what a file holds. */
export function describeHdu({ number, header, type, axes }: Hdu): string {
  const name = header.value('EXTNAME');
  const named = typeof name === 'string' && name.trim() !== '' ? ` "${name.trim().slice(0, 40)}"` : '';
  return `HDU ${number}${named}: ${describeContent({ number, header, type, axes })}`;
}

function describeContent({ header, type, axes }: Pick<Hdu, 'number' | 'header' | 'type' | 'axes'>): string {
  if (header.value('ZTABLE') === true) return 'a compressed table';
  if (header.value('ZIMAGE') === true) return 'a tile-compressed array that is no image';
  if (type !== 'PRIMARY' && type !== 'IMAGE') return type === '' ? 'an extension without a type' : type;
  if (axes[0] === 0 && header.value('GROUPS') === true) return 'random groups';
  return axes.length === 0 ? 'no data' : describeAxes(axes);
}

/** No HDU of a file is an image; at most a few are told, since a file can hold thousands. */
export function noImage(seen: readonly string[]): InputFault {
  return {
    place: seen.length === 1 ? 'HDU 0, keyword NAXIS' : `HDU 0 to ${seen.length - 1}`,
    found: `no image (${listed(seen)})`,
    expected: 'an image HDU with at least two axes and one pixel',
    remedy: 'leave the file out, or save what you want of it as a 2-D image',
  };
}

/** The HDU asked for is not in the file. */
export function noSuchHdu(choice: HduChoice, seen: readonly string[]): InputFault {
  return {
    place: seen.length === 1 ? 'HDU 0' : `HDU 0 to ${seen.length - 1}`,
    found: `no HDU ${typeof choice === 'number' ? choice : JSON.stringify(choice)} (${listed(seen)})`,
    expected: 'the HDU that `hdu` asks for, by number from 0, by EXTNAME or by EXTNAME,EXTVER',
    remedy: 'change `hdu`, or leave it out for the first image',
  };
}

/** The HDU asked for is there, and no image. */
export function notAnImage(hdu: Hdu): InputFault {
  return {
    place: `HDU ${hdu.number}`,
    found: `no image (${describeHdu(hdu)})`,
    expected: 'an image HDU with at least two axes and one pixel',
    remedy: 'change `hdu`, or leave it out for the first image',
  };
}

function listed(seen: readonly string[]): string {
  const shown = seen.slice(0, 4);
  const more = seen.length > shown.length ? `; and ${seen.length - shown.length} more` : '';
  return `${shown.join('; ')}${more}`;
}

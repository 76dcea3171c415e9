import { fail, ok, type Result } from '../../core/result.js';
import type { InputFault } from '../input-fault.js';
import type { FitsHeader } from './header.js';
import { badKeyword, type Bitpix } from './hdu.js';
import type { PixelScaling } from './pixels.js';

/**
 * BSCALE and BZERO, and BLANK where pixels are integers.
 * @returns A fault for a value that is no finite number, or a BLANK that is no integer.
 */
export function pixelScaling(
  header: FitsHeader,
  bitpix: Bitpix,
  hdu: number,
): Result<PixelScaling, InputFault> {
  const scale = finiteOr(header, 'BSCALE', 1);
  if (scale === undefined) return fail(badKeyword(hdu, header, 'BSCALE', 'a finite number'));
  const zero = finiteOr(header, 'BZERO', 0);
  if (zero === undefined) return fail(badKeyword(hdu, header, 'BZERO', 'a finite number'));
  if (bitpix < 0 || header.card('BLANK') === undefined) return ok({ scale, zero });
  const blank = header.value('BLANK');
  const isInteger = typeof blank === 'bigint' || (typeof blank === 'number' && Number.isInteger(blank));
  return isInteger ? ok({ scale, zero, blank }) : fail(badKeyword(hdu, header, 'BLANK', 'an integer'));
}

function finiteOr(header: FitsHeader, keyword: string, otherwise: number): number | undefined {
  if (header.card(keyword) === undefined) return otherwise;
  const value = header.value(keyword);
  const number = typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

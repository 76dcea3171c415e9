/** Places of ticks and their texts. Decades come from a number's own decimal text: engines differ in `log10`. */

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** The exponent of a positive number in scientific notation: 3 for 1234. */
export function decade(value: number): number {
  return Number(value.toExponential().split('e')[1]);
}

const powerOfTen = (exponent: number): number => Number(`1e${exponent}`);

/** A step of 1, 2 or 5 times a power of ten that cuts `span` into about `count` parts. */
export function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  const power = powerOfTen(decade(rough));
  const lead = rough / power;
  return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

/** About `count` round values within [low, high]; one value when both are equal. */
export function linearTicks(low: number, high: number, count: number): Tick[] {
  if (!(high > low)) return [{ value: low, label: numberText(low) }];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low < size * finest * count) return endTicks(low, high);
  const step = niceStep(high - low, count);
  const decimals = Math.max(0, -decade(step));
  const ticks: Tick[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) {
    const value = Number((i * step).toPrecision(12));
    ticks.push({ value, label: tickText(value, decimals) });
  }
  return ticks;
}

/** Relative to the numbers of an axis, about: nearer to each other, steps between them cannot be counted. */
const finest = 1e-12;

/** Only the ends, with all of their digits: between numbers that are nearly the same there is no round one. */
const endTicks = (low: number, high: number): Tick[] =>
  [low, high].map((value) => ({ value, label: minus(String(value)) }));

/** Powers of ten within [low, high], with their doubles and quintuples when there are few; `low` must be positive. */
export function logTicks(low: number, high: number, count: number): Tick[] {
  const from = decade(low);
  const to = decade(high);
  if (to - from < 1 && high / low < 4) return linearTicks(low, high, count);
  const leads = to - from <= 2 ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil((to - from + 1) / Math.max(1, count)));
  const ticks: Tick[] = [];
  for (let exponent = from; exponent <= to; exponent += stride) {
    for (const lead of leads) {
      const value = lead * powerOfTen(exponent);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
        ticks.push({ value, label: numberText(value) });
    }
  }
  return ticks;
}

/** The ticks of an axis that counts: none between whole numbers. */
export function wholeTicks(low: number, high: number, count: number): Tick[] {
  const ticks = linearTicks(low, high, count);
  return ticks.flatMap(({ value }) => (Number.isInteger(value) ? [{ value, label: numberText(value) }] : []));
}

function tickText(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || decimals > 4)) return numberText(value);
  return minus(value.toFixed(decimals));
}

/** A number for people: four significant digits, a real minus sign, powers of ten written out from 100,000 and below 0.001. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'n/a' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return scientific(value);
  return minus(String(Number(value.toPrecision(4))));
}

function scientific(value: number): string {
  const [mantissa = '', exponent = ''] = Number(value.toPrecision(4)).toExponential().split('e');
  const power = `10${superscript(Number(exponent))}`;
  if (mantissa === '1') return power;
  return minus(mantissa === '-1' ? `-${power}` : `${mantissa}×${power}`);
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const superscript = (value: number): string =>
  String(value).replace(/[-0-9]/g, (digit) => (digit === '-' ? '⁻' : superscripts.charAt(Number(digit))));

const minus = (text: string): string => text.replace('-', '−');

/** A whole number with commas between thousands: 3,152. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

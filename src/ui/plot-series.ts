/** A curve drawn in braille dots: each character is two dots wide and four high. */
export interface BraillePlot {
  /** `height` rows of cells from the top; `series` is the index of the curve that shows in a cell, -1 for none. */
  readonly rows: readonly (readonly { readonly character: string; readonly series: number }[])[];
  readonly top: number;
  readonly bottom: number;
  readonly logarithmic: boolean;
}

// Unicode numbers the dots of a braille cell down the left column, then the right; the lowest two came later.
const dotBits = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

const sparks = '▁▂▃▄▅▆▇█';

/**
 * Draws curves over their index, stretched to `columns` characters; where two meet, the later one gives the colour.
 * Curves after the first are dotted, so that they can be told apart without colours. Values that are not finite leave gaps.
 */
export function plotSeries(
  curves: readonly (readonly number[])[],
  columns: number,
  height: number,
): BraillePlot {
  const finite = curves.flat().filter(Number.isFinite);
  const lowest = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  const logarithmic = lowest > 0 && highest / lowest > 30;
  const scale = logarithmic ? Math.log : (value: number): number => value;
  const [bottom, top] = finite.length === 0 ? [0, 0] : [lowest, highest];
  const span = scale(top) - scale(bottom);
  const bits = Array.from({ length: height }, () => new Array<number>(columns).fill(0));
  const owners = Array.from({ length: height }, () => new Array<number>(columns).fill(-1));
  const lastDot = height * 4 - 1;
  const set = (x: number, y: number, series: number): void => {
    const row = bits[y >> 2];
    const bit = dotBits[x & 1 ? 1 : 0][y & 3];
    if (row === undefined || bit === undefined) return;
    row[x >> 1] = (row[x >> 1] ?? 0) | bit;
    const owner = owners[y >> 2];
    if (owner !== undefined) owner[x >> 1] = series;
  };
  curves.forEach((values, series) => {
    let previous: number | undefined;
    for (let x = 0; x < columns * 2; x += 1) {
      const value = valueAt(values, x, columns * 2);
      if (!Number.isFinite(value)) {
        previous = undefined;
        continue;
      }
      const y = span > 0 ? Math.round((1 - (scale(value) - scale(bottom)) / span) * lastDot) : lastDot >> 1;
      if (series === 0 || x % 3 === 0)
        joinDots(x, previous ?? y, y, (dotY) => {
          set(x, dotY, series);
        });
      previous = y;
    }
  });
  const rows = bits.map((row, rowIndex) =>
    row.map((cell, column) => ({
      character: cell === 0 ? ' ' : String.fromCharCode(0x2800 + cell),
      series: owners[rowIndex]?.[column] ?? -1,
    })),
  );
  return { rows, top, bottom, logarithmic };
}

/** A curve in one line of blocks, at most `columns` characters. */
export function sparkline(values: readonly number[], columns: number): string {
  const finite = values.filter(Number.isFinite);
  const width = Math.min(columns, finite.length);
  const lowest = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  return Array.from({ length: width }, (_, x) => {
    const value = valueAt(finite, x, width);
    const level = highest > lowest ? (value - lowest) / (highest - lowest) : 0;
    return sparks[Math.round(level * (sparks.length - 1))] ?? ' ';
  }).join('');
}

/** The value at dot `x` of `width` when the curve is stretched over all of them. */
function valueAt(values: readonly number[], x: number, width: number): number {
  const place = width > 1 ? (x * (values.length - 1)) / (width - 1) : values.length - 1;
  const index = Math.floor(place);
  const left = values[index] ?? NaN;
  const right = values[Math.min(index + 1, values.length - 1)] ?? NaN;
  return place === index ? left : left + (right - left) * (place - index);
}

/** A steep curve must not break into loose dots: fill the column from the dot before, which has its own already. */
function joinDots(x: number, from: number, to: number, set: (y: number) => void): void {
  const step = Math.sign(from - to);
  set(to);
  for (let y = to + step; (from - y) * step > 0; y += step) set(y);
}

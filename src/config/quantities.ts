const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** What a duration may look like, as a phrase. */
export const durationPhrase = 'a duration such as 90s, 30m, 2h or 1h30m';

/** Milliseconds of `90s`, `1h30m`, `02:30:00`; undefined when it is no duration. A bare number has no unit and is none. */
export function parseDuration(text: string): number | undefined {
  const clock = /^(\d+):([0-5]\d):([0-5]\d)$/.exec(text.trim());
  if (clock !== null) {
    return ((Number(clock[1]) * 60 + Number(clock[2])) * 60 + Number(clock[3])) * 1000;
  }
  let rest = text.trim();
  let total = 0;
  if (rest === '') return undefined;
  while (rest !== '') {
    const match = /^(\d+(?:\.\d+)?)\s*(ms|min|s|m|h|d)\s*/.exec(rest);
    const unit = durationUnits[match?.[2] ?? ''];
    if (match === null || unit === undefined) return undefined;
    total += Number(match[1]) * unit;
    rest = rest.slice(match[0].length);
  }
  return Number.isFinite(total) && total > 0 ? Math.round(total) : undefined;
}

const sizeUnits: Readonly<Record<string, number>> = {
  k: 1024,
  m: 1024 * 1024,
  g: 1024 * 1024 * 1024,
  t: 1024 * 1024 * 1024 * 1024,
};

/** What a size may look like, as a phrase. */
export const sizePhrase = 'an amount of memory such as 512M, 4G or 4GiB';

/** Bytes of `4G` and `4GiB` (both binary, as Slurm reads them) and `4GB` (decimal); undefined when it is no size. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt])(i?b)?$/i.exec(text.trim());
  const letter = match?.[2]?.toLowerCase() ?? '';
  const binary = sizeUnits[letter];
  if (match === null || binary === undefined) return undefined;
  const unit = match[3]?.toLowerCase() === 'b' ? 1000 ** ('kmgt'.indexOf(letter) + 1) : binary;
  const bytes = Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

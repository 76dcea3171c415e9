import { parseDuration, parseSize } from '../config/quantities.js';
import { fail, ok, type Result } from '../core/result.js';
import { defaultBounds, type CacheBounds } from '../store/gc/bounds.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The bounds that a person gave, by option or variable, or the defaults. */
export function cacheBounds(
  environment: Environment,
  given: { readonly size?: string | undefined; readonly age?: string | undefined } = {},
): Result<CacheBounds> {
  const maxBytes = bound(
    {
      option: '--max-size',
      text: given.size,
      variable: 'SKYSORT_CACHE_SIZE',
      otherwise: defaultBounds.maxBytes,
    },
    environment,
    parseSize,
    'a size such as 500M, 20GB or 0, or none',
  );
  if (!maxBytes.ok) return maxBytes;
  const maxAgeMs = bound(
    {
      option: '--max-age',
      text: given.age,
      variable: 'SKYSORT_CACHE_AGE',
      otherwise: defaultBounds.maxAgeMs,
    },
    environment,
    parseDuration,
    'a time such as 12h, 90d or 0, or none',
  );
  if (!maxAgeMs.ok) return maxAgeMs;
  return ok({ maxBytes: maxBytes.value, maxAgeMs: maxAgeMs.value });
}

interface BoundSource {
  readonly option: string;
  readonly text: string | undefined;
  readonly variable: string;
  readonly otherwise: number;
}

function bound(
  { option, text, variable, otherwise }: BoundSource,
  environment: Environment,
  parse: (text: string) => number | undefined,
  expected: string,
): Result<number> {
  const given = text ?? environment[variable];
  if (given === undefined || given === '') return ok(otherwise);
  if (given === 'none') return ok(Infinity);
  const value = given === '0' ? 0 : parse(given);
  if (value !== undefined) return ok(value);
  const found = text === undefined ? `${variable}=${given}` : `${option} ${given}`;
  return fail({ reason: 'usage', found, expected });
}

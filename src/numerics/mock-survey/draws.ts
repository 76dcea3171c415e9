import { exp, log } from '../elementary.js';
import type { Generator } from '../generator.js';

export function uniformIn(random: Generator, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** A normal draw brought into bounds. */
export function boundedNormal(
  random: Generator,
  { mean, deviation, low, high }: { mean: number; deviation: number; low: number; high: number },
): number {
  return Math.min(high, Math.max(low, mean + deviation * random.normal()));
}

/** Of which every factor is as likely. */
export function logUniform(random: Generator, low: number, high: number): number {
  return low * exp(log(high / low) * random.uniform());
}

/** exp of a normal draw around the logarithm of `median`. */
export function logNormal(random: Generator, median: number, deviation: number): number {
  return median * exp(deviation * random.normal());
}

/** A Poisson count by Knuth's product of uniforms, for means below some hundreds. */
export function poisson(random: Generator, mean: number): number {
  const limit = exp(-mean);
  let product = random.uniform();
  let count = 0;
  while (product > limit) {
    product *= random.uniform();
    count += 1;
  }
  return count;
}

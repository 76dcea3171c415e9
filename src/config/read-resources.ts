import type { Resources } from '../core/plan.js';
import type { Findings } from './findings.js';
import { durationPhrase, parseDuration, parseSize, sizePhrase } from './quantities.js';
import { checkKeys, readInteger, readMapping, wrongValue } from './readers.js';
import { childPath, type Tree } from './tree.js';

export const resourceFields = ['cpus', 'memory', 'time', 'gpus'];

/** Cores or accelerators that one step may ask for. */
export const maxUnits = 4096;

/** Reads `resources:`; what is wrong in it is left out after it was complained about. */
export function readResources(findings: Findings, tree: Tree | undefined, path: string): Resources {
  const mapping = readMapping(findings, tree, path, 'a mapping with cpus, memory, time or gpus');
  if (mapping === undefined) return {};
  checkKeys(findings, mapping, path, { owner: 'resources', noun: 'field', allowed: resourceFields });
  const value = (field: string) => mapping.entries.get(field)?.value;
  const cpus = readInteger(findings, value('cpus'), childPath(path, 'cpus'), {
    minimum: 1,
    maximum: maxUnits,
  });
  const gpus = readInteger(findings, value('gpus'), childPath(path, 'gpus'), {
    minimum: 0,
    maximum: maxUnits,
  });
  const memoryBytes = readQuantity(findings, value('memory'), childPath(path, 'memory'), memory);
  const timeMs = readQuantity(findings, value('time'), childPath(path, 'time'), duration);
  return {
    ...(cpus === undefined ? {} : { cpus }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(gpus === undefined ? {} : { gpus }),
  };
}

export function readTimeout(findings: Findings, tree: Tree | undefined, path: string): number | undefined {
  return readQuantity(findings, tree, path, duration);
}

interface Quantity {
  readonly parse: (text: string) => number | undefined;
  readonly phrase: string;
  readonly unit: string;
}

const memory: Quantity = { parse: parseSize, phrase: sizePhrase, unit: 'G' };
const duration: Quantity = { parse: parseDuration, phrase: durationPhrase, unit: 's' };

function readQuantity(
  findings: Findings,
  tree: Tree | undefined,
  path: string,
  quantity: Quantity,
): number | undefined {
  if (tree === undefined) return undefined;
  const value = tree.type === 'scalar' ? tree.value : null;
  const parsed = typeof value === 'string' ? quantity.parse(value) : undefined;
  if (parsed !== undefined) return parsed;
  // A bare number could mean seconds or minutes, bytes or megabytes: nobody should have to guess.
  const remedy = typeof value === 'number' && value > 0 ? `add a unit: ${value}${quantity.unit}` : undefined;
  wrongValue(findings, tree, path, quantity.phrase, remedy);
}

// Stage 2: `--set a.b=VALUE` -> the params as if the file said so. An option's value is YAML and keeps its own place, so that
// what is wrong with it is shown in the option's text; an option may change a param but never add one.
import type { Findings } from './findings.js';
import { nearestOf } from './nearest.js';
import { parseYaml } from './parse-yaml.js';
import { SourceText, type Span } from './source.js';
import { childPath, shown, sizeOf, type Mapping, type Tree } from './tree.js';

/** The name under which `--set` options appear as places. */
export const overrideFile = '--set';

/** @returns The params with every option applied, in the options' order. */
export function applyOverrides(params: Mapping, options: readonly string[], findings: Findings): Mapping {
  let overridden = params;
  for (const option of options) overridden = applyOne(overridden, option, findings);
  return overridden;
}

function applyOne(params: Mapping, option: string, findings: Findings): Mapping {
  const source = new SourceText(overrideFile, option);
  const equals = option.indexOf('=');
  const whole: Span = { source, start: 0, end: option.length };
  if (equals <= 0) {
    findings.add({ at: whole }, '', { kind: 'bad-override', found: option });
    return params;
  }
  const name = option.slice(0, equals);
  const value = parseYaml(source, findings, equals + 1);
  if (value === undefined) return params;
  const replaced = replace(params, name.split('.'), atLeast(value, whole, equals));
  if ('keys' in replaced) {
    const [first] = replaced.keys;
    findings.add(atLeast(value, whole, equals), childPath('params', name), {
      kind: 'wrong-value',
      expected: 'a mapping, as it is in the file',
      found: shown(value),
      ...(first === undefined ? {} : { remedy: `set one of its values: --set ${name}.${first}=…` }),
    });
    return params;
  }
  if ('missing' in replaced) {
    const prefix = replaced.below.map((part) => `${part}.`).join('');
    const known = replaced.known.map((key) => prefix + key);
    findings.add(
      { at: { source, start: 0, end: equals } },
      childPath('params', name).replace(/\["(.*)"\]$/, '.$1'),
      {
        kind: 'unknown-param',
        name,
        known,
        ...nearestOf(name, known),
        by: 'override',
      },
    );
    return params;
  }
  return replaced;
}

/** An empty value has no text of its own: the whole option stands for it. */
function atLeast(value: Tree, whole: Span, equals: number): Tree {
  return value.at.start > equals && value.at.start < whole.end ? value : { ...value, at: whole };
}

interface Missing {
  readonly missing: string;
  readonly below: readonly string[];
  readonly known: readonly string[];
}

/** A mapping whose values are used by their names cannot become anything else. */
interface NotReplaced {
  readonly keys: readonly string[];
}

function replace(mapping: Mapping, path: readonly string[], value: Tree): Mapping | Missing | NotReplaced {
  const [name = '', ...rest] = path;
  const entry = mapping.entries.get(name);
  if (entry === undefined) return { missing: name, below: [], known: [...mapping.entries.keys()] };
  const isPlain = value.type === 'scalar' || value.type === 'list';
  if (rest.length === 0 && entry.value.type === 'mapping' && entry.value.entries.size > 0 && isPlain)
    return { keys: [...entry.value.entries.keys()] };
  let replaced: Tree = value;
  if (rest.length > 0) {
    if (entry.value.type !== 'mapping')
      return { missing: rest.join('.'), below: [], known: [...mapping.entries.keys()] };
    const inner = replace(entry.value, rest, value);
    if ('keys' in inner) return inner;
    if ('missing' in inner) return { ...inner, below: [name, ...inner.below] };
    replaced = inner;
  }
  const entries = new Map(mapping.entries).set(name, { ...entry, value: replaced });
  return { ...mapping, entries, size: sizeOf([...entries.values()].map((each) => each.value)) };
}

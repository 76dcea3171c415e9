import type { ArtifactPreimage, InputPreimage, Preimage } from './fingerprint.js';
import { canonicalJson, isJsonArray, isJsonObject, type Json } from './json.js';
import type { Staleness } from './staleness.js';

/**
 * Names every field in which a step's preimage differs from that of its last result. The rules, one function each:
 *
 * 1. the form of keys changed; 2. another kind; 3. another version of the kind; 4. a parameter; 5. an input's content,
 * names or order; 6. a declared environment variable; 7. the declared outputs; 8. the engine's reproducibility class; 9. the content of
 * the plugin that the kind comes from.
 *
 * @param now Inputs that are not known yet are left out of it and of the answer.
 */
export function explainStaleness(
  before: Preimage,
  now: Preimage,
  unknownInputs: readonly string[] = [],
): Staleness[] {
  return [
    ...keySchemaRule(before, now),
    ...kindRule(before, now),
    ...versionRule(before, now),
    ...parameterRule('', before.params, now.params),
    ...inputRule(before, now, unknownInputs),
    ...environmentRule(before.environment, now.environment),
    ...outputsRule(before, now),
    ...reproducibilityRule(before.reproducibility, now.reproducibility),
    ...pluginRule(before, now),
  ];
}

function keySchemaRule(before: Preimage, now: Preimage): Staleness[] {
  return before.schema === now.schema ? [] : [{ rule: 'key-schema', before: before.schema, now: now.schema }];
}

function kindRule(before: Preimage, now: Preimage): Staleness[] {
  return before.kind === now.kind ? [] : [{ rule: 'kind', before: before.kind, now: now.kind }];
}

function versionRule(before: Preimage, now: Preimage): Staleness[] {
  return before.kind !== now.kind || before.version === now.version
    ? []
    : [{ rule: 'version', before: before.version, now: now.version }];
}

/** Descends to the smallest values that differ. */
function parameterRule(path: string, before: Json | undefined, now: Json | undefined): Staleness[] {
  if (before !== undefined && now !== undefined) {
    if (canonicalJson(before) === canonicalJson(now)) return [];
    if (isJsonObject(before) && isJsonObject(now)) {
      return union(before, now).flatMap((name) =>
        parameterRule(path === '' ? name : `${path}.${name}`, before[name], now[name]),
      );
    }
    if (isJsonArray(before) && isJsonArray(now) && before.length === now.length) {
      return now.flatMap((value, i) => parameterRule(`${path}[${i}]`, before[i], value));
    }
  }
  return [{ rule: 'parameter', name: path, ...sides(before, now) }];
}

function inputRule(before: Preimage, now: Preimage, unknownInputs: readonly string[]): Staleness[] {
  return union(before.inputs, now.inputs)
    .filter((name) => !unknownInputs.includes(name))
    .flatMap((name) => compareInput(name, before.inputs[name], now.inputs[name]));
}

function compareInput(
  name: string,
  before: InputPreimage | undefined,
  now: InputPreimage | undefined,
): Staleness[] {
  if (before === undefined) return [{ rule: 'input', name, change: 'added' }];
  if (now === undefined) return [{ rule: 'input', name, change: 'removed' }];
  if (canonicalJson(before as unknown as Json) === canonicalJson(now as unknown as Json)) return [];
  return compareItems(name, inputItems(before), inputItems(now));
}

interface Item {
  readonly label: string;
  readonly value: string;
}

/** An input as labelled items, so that lists, cells and everything compare alike. */
function inputItems(input: InputPreimage): Item[] {
  if ('cells' in input) {
    return input.cells.map(({ cell, artifact }) => ({
      label: canonicalJson(cell),
      value: artifactText(artifact),
    }));
  }
  if ('everything' in input) {
    return input.everything.map((item) => ({
      label: item.instance,
      value: canonicalJson(item as unknown as Json),
    }));
  }
  if ('files' in input) return input.files.map((file) => ({ label: file.name, value: file.sha256 }));
  return [{ label: '', value: input.file }];
}

function artifactText(artifact: ArtifactPreimage): string {
  return 'file' in artifact ? artifact.file : canonicalJson(artifact.files);
}

function compareItems(name: string, before: readonly Item[], now: readonly Item[]): Staleness[] {
  const beforeByLabel = new Map(before.map(({ label, value }) => [label, value]));
  const nowByLabel = new Map(now.map(({ label, value }) => [label, value]));
  const removed = before.filter(({ label }) => !nowByLabel.has(label));
  const added = now.filter(({ label }) => !beforeByLabel.has(label));
  const isRenaming =
    removed.length === added.length && removed.every((item, i) => item.value === added[i]?.value);
  const renamed: Staleness[] = removed.map((item, i) => ({
    rule: 'input',
    name,
    change: 'renamed',
    before: item.label,
    now: added[i]?.label ?? '',
  }));
  const changed = now.filter(
    ({ label, value }) => beforeByLabel.has(label) && beforeByLabel.get(label) !== value,
  );
  const found: Staleness[] = [
    ...(isRenaming ? renamed : removed.map((item) => itemRule(name, 'removed', item.label))),
    ...(isRenaming ? [] : added.map((item) => itemRule(name, 'added', item.label))),
    ...changed.map((item) => contentRule(name, item, beforeByLabel.get(item.label) ?? '')),
  ];
  return found.length > 0 ? found : [{ rule: 'input', name, change: 'order' }];
}

function itemRule(name: string, change: 'added' | 'removed', item: string): Staleness {
  return { rule: 'input', name, change, ...(item === '' ? {} : { item }) };
}

function contentRule(name: string, item: Item, before: string): Staleness {
  const digests = /^[0-9a-f]{64}$/.test(before) ? { before, now: item.value } : {};
  return {
    rule: 'input',
    name,
    change: 'content',
    ...(item.label === '' ? {} : { item: item.label }),
    ...digests,
  };
}

function environmentRule(before: Preimage['environment'], now: Preimage['environment']): Staleness[] {
  return union(before, now)
    .filter((name) => before[name] !== now[name])
    .map((name) => ({
      rule: 'environment',
      name,
      ...(before[name] === undefined ? { declared: 'now' } : {}),
      ...(now[name] === undefined ? { declared: 'before' } : {}),
      ...sides(before[name] ?? undefined, now[name] ?? undefined),
    }));
}

function reproducibilityRule(
  before: Preimage['reproducibility'],
  now: Preimage['reproducibility'],
): Staleness[] {
  return union(before, now)
    .filter((name) => before[name] !== now[name])
    .map((name) => ({ rule: 'reproducibility', name, ...sides(before[name], now[name]) }));
}

function outputsRule(before: Preimage, now: Preimage): Staleness[] {
  const list = (outputs: Readonly<Record<string, string>>): string[] =>
    Object.keys(outputs)
      .sort()
      .map((name) => `${name}: ${outputs[name] ?? ''}`);
  return list(before.outputs).join() === list(now.outputs).join()
    ? []
    : [{ rule: 'outputs', before: list(before.outputs), now: list(now.outputs) }];
}

/** A kind that moved into a plugin, or out of one, has one side only. */
function pluginRule(before: Preimage, now: Preimage): Staleness[] {
  return before.plugin === now.plugin
    ? []
    : [{ rule: 'plugin', kind: now.kind, ...sides(before.plugin, now.plugin) }];
}

function union(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function sides<T>(before: T | undefined, now: T | undefined): { before?: T; now?: T } {
  return { ...(before === undefined ? {} : { before }), ...(now === undefined ? {} : { now }) };
}

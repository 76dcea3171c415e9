import type { Json } from '../core/json.js';
import { canonicalJson } from '../core/json.js';
import type { Staleness } from '../core/staleness.js';
import { printableLine, truncateText } from './text-width.js';

/** One line that says why a step must run, without its name and without a full stop. */
export function stalenessMessage(reason: Staleness): string {
  return printableLine(message(reason));
}

/** The reasons in one line of a crowded screen: the first, and how many more there are. */
export function shortReason(reasons: readonly Staleness[]): string {
  const [first] = reasons;
  if (first === undefined) return '';
  const more = reasons.length - 1;
  return stalenessMessage(first) + (more > 0 ? ` (+${more} more)` : '');
}

function message(reason: Staleness): string {
  switch (reason.rule) {
    case 'never-ran':
      return 'never ran';
    case 'forced':
      return 'asked for by --force';
    case 'kind':
      return `kind changed from ${reason.before} to ${reason.now}`;
    case 'version':
      return `version of the kind changed from ${reason.before} to ${reason.now}`;
    case 'parameter':
      return change(`parameter ${reason.name}`, valueText(reason.before), valueText(reason.now));
    case 'input':
      return inputMessage(reason);
    case 'environment':
      return environmentMessage(reason);
    case 'outputs':
      return `outputs changed from ${listText(reason.before)} to ${listText(reason.now)}`;
    case 'reproducibility':
      return classMessage(reason);
    case 'plugin':
      return `the plugin of ${reason.kind} ${pluginChange(reason.before, reason.now)}`;
    case 'key-schema':
      return `skysort computes keys in another way now (format ${reason.before} before, ${reason.now} now)`;
    case 'upstream':
      return `inputs not known until ${reason.instance} has run`;
    case 'lost':
      return `${reason.output === undefined ? 'its record' : `output ${reason.output}`} is ${reason.problem === 'missing' ? 'missing from the store' : 'corrupt in the store'}`;
    case 'collected':
      return 'ran before, but its result has been removed from the store';
    default:
      return reason satisfies never;
  }
}

function inputMessage(reason: Extract<Staleness, { rule: 'input' }>): string {
  const input = `input ${reason.name}`;
  const item = reason.item === undefined ? '' : ` ${reason.item}`;
  switch (reason.change) {
    case 'content':
      return `${input}:${item === '' ? '' : ` ${reason.item ?? ''}:`} content changed${digests(reason.before, reason.now)}`;
    case 'added':
      return item === '' ? `${input} was added` : `${input}:${item} was added`;
    case 'removed':
      return item === '' ? `${input} was removed` : `${input}:${item} was removed`;
    case 'renamed':
      return `${input}: ${reason.before ?? reason.item ?? 'a file'} was renamed${reason.now === undefined ? '' : ` to ${reason.now}`}`;
    case 'order':
      return `${input}: the order of its files changed`;
    default:
      return reason.change satisfies never;
  }
}

function environmentMessage(reason: Extract<Staleness, { rule: 'environment' }>): string {
  const { name, declared } = reason;
  const what = `environment variable ${name}`;
  const [before, now] = [quoted(reason.before), quoted(reason.now)];
  if (declared !== undefined) return counting(what, declared, declared === 'now' ? now : before);
  return change(what, before, now);
}

/** A field of the class always has a value on the side that counts it. */
function classMessage({ name, before, now }: Extract<Staleness, { rule: 'reproducibility' }>): string {
  if (before === undefined) return counting(name, 'now', now);
  return now === undefined ? counting(name, 'before', before) : change(name, before, now);
}

/** Of what counts for a step on one side only, as after a switch of its engine. */
function counting(what: string, side: 'before' | 'now', value: string | undefined): string {
  if (side === 'now') return `${what} counts now (${value ?? 'it is not set'})`;
  return `${what} no longer counts (it was ${value ?? 'not set'})`;
}

function change(what: string, before: string | undefined, now: string | undefined): string {
  if (before === undefined) return `${what} is new${now === undefined ? '' : ` (${now})`}`;
  if (now === undefined) return `${what} was removed (it was ${before})`;
  return `${what} changed from ${before} to ${now}`;
}

function pluginChange(before: string | undefined, now: string | undefined): string {
  if (before === undefined) return 'is new: the kind was built in';
  return now === undefined ? 'is gone: the kind is built in now' : `changed${digests(before, now)}`;
}

function digests(before: string | undefined, now: string | undefined): string {
  if (before === undefined || now === undefined) return '';
  return ` (${before.slice(0, 8)} -> ${now.slice(0, 8)})`;
}

function valueText(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : truncateText(canonicalJson(value), 60);
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : truncateText(JSON.stringify(text), 60);
}

function listText(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

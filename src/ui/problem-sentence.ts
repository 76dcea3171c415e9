import type {
  FileProblem,
  FrameProblem,
  InterpolationProblem,
  Limited,
  LinkProblem,
  PluginProblem,
  Problem,
  SweepProblem,
  Whereabouts,
  YamlProblem,
} from '../core/diagnostic.js';

/** What is wrong, as the part of a sentence that follows the path of the value. */
export function sentenceOf(problem: Problem): string {
  switch (problem.kind) {
    case 'syntax':
    case 'unsupported-yaml':
    case 'unknown-alias':
    case 'recursive-alias':
    case 'duplicate-key':
    case 'forbidden-key':
    case 'bad-number':
    case 'limit':
      return yamlSentence(problem);
    case 'bad-reference':
    case 'unknown-param':
    case 'param-cycle':
    case 'not-text':
    case 'bad-override':
      return interpolationSentence(problem);
    case 'plugin-threw':
    case 'no-plugin-kind':
    case 'kind-clash':
    case 'bad-plugin-kind':
      return pluginSentence(problem);
    case 'wrong-value':
    case 'unknown-key':
    case 'missing-key':
    case 'unknown-kind':
    case 'misplaced-key':
      return frameSentence(problem);
    case 'unknown-step':
    case 'unknown-output':
    case 'wrong-artifact':
    case 'needs-step-output':
    case 'step-cycle':
    case 'depends-on-report':
      return linkSentence(problem);
    case 'sweep-and-with':
    case 'unknown-axis':
    case 'unknown-cell':
    case 'clashing-cells':
    case 'cannot-gather':
    case 'no-partner':
    case 'excludes-nothing':
    case 'no-cells':
      return sweepSentence(problem);
    case 'no-match':
    case 'missing-file':
    case 'not-a-file':
    case 'unreadable-path':
    case 'equal-names':
    case 'several-files':
      return fileSentence(problem);
    default:
      return problem satisfies never;
  }
}

function yamlSentence(problem: YamlProblem): string {
  switch (problem.kind) {
    case 'syntax':
      return `this is not YAML: ${problem.found}`;
    case 'unsupported-yaml':
      return unsupported[problem.feature](problem.found);
    case 'unknown-alias':
      return `*${problem.name} refers to an anchor that does not stand before it`;
    case 'recursive-alias':
      return `*${problem.name} stands inside the value that it refers to`;
    case 'duplicate-key':
      return `stands here a second time; the first is in line ${problem.firstLine}`;
    case 'forbidden-key':
      return `cannot be used as a name`;
    case 'bad-number':
      return problem.why === 'not-finite'
        ? `must be a finite number, found ${problem.found}`
        : `must be an integer that can be kept exactly, at most ${Number.MAX_SAFE_INTEGER}, found ${problem.found}`;
    case 'limit':
      return limits[problem.of](
        grouped(problem.limit),
        problem.found === undefined ? undefined : grouped(problem.found),
      );
    default:
      return problem satisfies never;
  }
}

const unsupported = {
  tag: (found: string) => `the tag ${found} has no meaning here`,
  'merge-key': (found: string) => `merge keys (${found}) are not part of the format`,
  key: (found: string) => `a key must be plain text, found ${found}`,
  'several-documents': () => 'a workflow is one YAML document, and here begins a second',
  directive: (found: string) => `the directive ${found} is not supported`,
} as const;

const limits: Readonly<Record<Limited, (limit: string, found: string | undefined) => string>> = {
  characters: (limit, found) =>
    `the text is too large: ${found ?? 'more'} characters, at most ${limit} are read`,
  depth: (limit) => `is nested too deep: at most ${limit} levels`,
  values: (limit, found) =>
    `there are too many values: ${found ?? 'more'}, at most ${limit}; aliases and references count as often as they are used`,
  text: (limit) => `references make this text too long: at most ${limit} characters`,
  cells: (limit, found) =>
    `the sweeps make too many cells: ${found ?? `more than ${limit}`}, where a workflow has at most ${limit}`,
  patterns: (limit) => `the braces stand for more than ${limit} patterns`,
  id: (limit, found) => `a cell's name would have ${found ?? 'more'} characters, at most ${limit}`,
};

function interpolationSentence(problem: InterpolationProblem): string {
  switch (problem.kind) {
    case 'bad-reference':
      return `${problem.found} is not a reference to a param`;
    case 'unknown-param':
      return problem.by === 'override'
        ? `is not a param of the workflow${has(problem.known)}`
        : `refers to \${${problem.name}}, which is not a param${has(problem.known)}`;
    case 'param-cycle':
      return `refers to itself: ${problem.cycle.join(' -> ')}`;
    case 'not-text':
      return `cannot put \${${problem.name}} into a text: it is ${problem.found}`;
    case 'bad-override':
      return 'an override must be NAME=VALUE';
    default:
      return problem satisfies never;
  }
}

function has(known: readonly string[]): string {
  return known.length === 0
    ? '; there are none'
    : `; there ${known.length === 1 ? 'is only' : 'are'} ${listed(known)}`;
}

function pluginSentence(problem: PluginProblem): string {
  switch (problem.kind) {
    case 'plugin-threw':
      return `the plugin ${problem.path} cannot be loaded: ${problem.message}${problem.place === undefined ? '' : ` (${problem.place})`}`;
    case 'no-plugin-kind':
      return `the plugin ${problem.path} has no kind of step: ${problem.exports.length === 0 ? 'it exports nothing' : `it exports ${listed(problem.exports)}`}`;
    case 'kind-clash':
      return `the plugin ${problem.path} has a kind ${problem.name}, and so has ${problem.owner}`;
    case 'bad-plugin-kind':
      return `the plugin ${problem.path}: ${problem.field === '' ? 'the kind' : `${problem.field} of`} ${problem.name} must be ${problem.expected}, found ${problem.found}`;
    default:
      return problem satisfies never;
  }
}

function frameSentence(problem: FrameProblem): string {
  switch (problem.kind) {
    case 'wrong-value':
      return `must be ${problem.expected}, found ${problem.found}`;
    case 'unknown-key':
      return `is not ${article(problem.noun)} of ${problem.owner}, which has ${problem.allowed.length === 0 ? 'none' : listed(problem.allowed)}`;
    case 'missing-key':
      return `needs the ${problem.noun} ${problem.name}${problem.owner === undefined ? '' : ` of ${problem.owner}`}${problem.summary === undefined ? '' : `: ${asPhrase(problem.summary)}`}`;
    case 'unknown-kind':
      return `must be a kind of step, found ${JSON.stringify(problem.name)}; there are ${listed(problem.kinds)}`;
    case 'misplaced-key':
      return `does not belong here: ${problem.why}`;
    default:
      return problem satisfies never;
  }
}

function linkSentence(problem: LinkProblem): string {
  switch (problem.kind) {
    case 'unknown-step':
      return `refers to ${problem.name}, which is not a step${problem.steps.length === 0 ? '' : `; there are ${listed(problem.steps)}`}`;
    case 'unknown-output':
      return `refers to ${problem.step}.${problem.name}, but ${problem.step} (${problem.stepKind}) has the output${problem.outputs.length === 1 ? '' : 's'} ${listed(problem.outputs)}`;
    case 'wrong-artifact':
      return `must be of type ${either(problem.accepted)}, but ${problem.output} is of type ${problem.found}`;
    case 'needs-step-output':
      return `must be the output of a step, of type ${either(problem.accepted)}, not a file`;
    case 'step-cycle':
      return `makes the steps wait for each other: ${problem.cycle.join(' -> ')}`;
    case 'depends-on-report':
      return `refers to ${problem.step}, but a report reads every output and so comes last`;
    default:
      return problem satisfies never;
  }
}

function sweepSentence(problem: SweepProblem): string {
  switch (problem.kind) {
    case 'sweep-and-with':
      return `is swept here and has a fixed value in line ${problem.withLine}`;
    case 'unknown-axis':
      return `names the axis ${problem.name}, but ${problem.owner} have ${problem.axes.length === 0 ? 'no axis' : `only ${listed(problem.axes)}`}`;
    case 'unknown-cell':
      return `refers to ${problem.found}, but ${problem.step} ${problem.cells.length < 2 ? 'is not swept' : `has the cells ${listed(problem.cells)}`}`;
    case 'clashing-cells':
      return problem.first === problem.second
        ? `is ${problem.first} again, which would be the same cell`
        : `makes two cells with the name ${problem.id}: ${problem.first} and ${problem.second}`;
    case 'cannot-gather':
      return `comes in several cells of ${problem.axis}, and the input ${problem.input} of ${problem.stepKind} takes one at a time`;
    case 'no-partner':
      return `is ${problem.found}, but the input ${problem.input} has only ${problem.axis} = ${problem.values.join(', ')}`;
    case 'excludes-nothing':
      return problem.axis === undefined
        ? `leaves nothing out: no cell of ${problem.step} has these values together`
        : `leaves nothing out: it is ${problem.found ?? ''}, and ${problem.step} has only ${problem.axis} = ${problem.values?.join(', ') ?? ''}`;
    case 'no-cells':
      return problem.why === 'excluded'
        ? 'leaves no cell: everything is excluded'
        : 'has no cell: its inputs have no values in common on the axes that they share';
    default:
      return problem satisfies never;
  }
}

function fileSentence(problem: FileProblem): string {
  switch (problem.kind) {
    case 'no-match':
      return `${problem.pattern} matches no file: ${whereabouts(problem)}`;
    case 'missing-file':
      return `${problem.path} does not exist: ${whereabouts(problem)}`;
    case 'not-a-file':
      return `must be a file, but ${problem.path} is ${problem.found}`;
    case 'unreadable-path':
      return `${problem.path} cannot be read (${problem.code})`;
    case 'equal-names':
      return `two of its files are called ${problem.name}: ${problem.first} and ${problem.second}`;
    case 'several-files':
      return `takes one file, and ${problem.pattern} matches ${problem.count}`;
    default:
      return problem satisfies never;
  }
}

function whereabouts({ folder, missing, holds, count, example, workingDirectory }: Whereabouts): string {
  const name =
    folder === ''
      ? `the working directory ${workingDirectory}`
      : folder.startsWith('/')
        ? `the folder ${folder}`
        : `the folder ${folder} (below ${workingDirectory})`;
  if (count === 0) return `${name} has no ${holds}s`;
  const held =
    count === 1 ? `1 ${holds}, ${example ?? ''}` : `${grouped(count)} ${holds}s, such as ${example ?? ''}`;
  return missing === undefined || holds === 'file'
    ? `${name} has ${held}`
    : `${name} has no folder ${missing}, but ${held}`;
}

/** What to do about it, when there is something short to say. */
export function remedyOf(problem: Problem): string | undefined {
  if ('remedy' in problem) return problem.remedy;
  switch (problem.kind) {
    case 'unsupported-yaml':
      return unsupportedRemedy[problem.feature];
    case 'unknown-alias':
      return problem.nearest === undefined
        ? `put quotes around a text: "*${problem.name}"`
        : `did you mean *${problem.nearest}?`;
    case 'duplicate-key':
      return 'remove one of them';
    case 'bad-reference':
      return `write \${name}, or $${problem.found} for the text itself`;
    case 'bad-override':
      return 'for example k=[3,6,7]';
    case 'not-text':
      return 'a value that is only the reference may be of any type';
    case 'forbidden-key':
    case 'kind-clash':
      return 'choose another name';
    case 'no-plugin-kind':
      return 'export default defineStep({ name, version, … })';
    case 'wrong-artifact':
    case 'needs-step-output':
      return problem.suitable.length === 0
        ? undefined
        : `here ${listed(problem.suitable.slice(0, 3))} would do`;
    case 'unknown-kind':
      return problem.nearest === undefined
        ? 'skysort kinds explains them'
        : `did you mean ${problem.nearest}?`;
    case 'sweep-and-with':
      return 'remove one of them';
    case 'clashing-cells':
      return problem.first === problem.second
        ? 'remove one of them'
        : 'make them differ in letters, digits or . _ + -';
    case 'cannot-gather':
      return `remove ${problem.axis} from "gather:", or address one cell`;
    case 'excludes-nothing':
      if (problem.twin === undefined) return 'remove this, or correct the value';
      return `write ${problem.twin}: ${problem.twin.startsWith('"') ? 'the value is a text' : 'the value is no text'}`;
    case 'no-cells':
      return problem.why === 'excluded' ? 'remove an entry, so that a cell is left' : undefined;
    case 'equal-names':
      return 'rename one of them';
    case 'several-files':
      return 'narrow the pattern';
    case 'step-cycle':
      return 'take this from a step that does not need its result';
    default:
      return 'nearest' in problem ? `did you mean ${problem.nearest}?` : undefined;
  }
}

const unsupportedRemedy = {
  tag: 'remove it, and put quotes around a text',
  'merge-key': 'write the keys out',
  key: 'write a name',
  'several-documents': 'remove this line, or put the rest into a file of its own',
  directive: 'remove it',
} as const;

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

/** The description of a parameter is a sentence; inside one it is a phrase. */
function asPhrase(summary: string): string {
  const first = summary.replace(/\.$/, '');
  return /^[A-Z][a-z]/.test(first) ? first.slice(0, 1).toLowerCase() + first.slice(1) : first;
}

/** The first of many names, and how many more there are. */
function listed(names: readonly string[]): string {
  const most = 12;
  if (names.length > most)
    return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function either(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

/** A place in a workflow file, or in a `--set` option; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  /** In UTF-16 code units, as editors count. */
  readonly column: number;
  /** How many characters of the line the place covers, at least 1. */
  readonly length: number;
  /** The text of that line. */
  readonly sourceLine: string;
}

/** One thing wrong with a workflow. A stage collects all of them before it gives up. */
export interface Diagnostic {
  readonly place: Place;
  /** Where in the document, `clusters.sweep.k[1]`; what lies below `steps:` is named without it. Empty for the file as a whole. */
  readonly path: string;
  readonly problem: Problem;
  /** The place that made use of the value, when the value itself stands elsewhere (an interpolated parameter). */
  readonly usedAt?: Place;
  /** The sweep's cell in which it was seen, when the place alone does not tell: `clusters@k=6`. */
  readonly cell?: string;
}

/**
 * A closed union of facts, `kind` telling which; `ui/` makes the sentences.
 * `expected`, `found` and `remedy` are phrases that complete a sentence, lower case, no full stop; `nearest` is the name a
 * person probably meant.
 */
export type Problem =
  | YamlProblem
  | InterpolationProblem
  | PluginProblem
  | FrameProblem
  | LinkProblem
  | SweepProblem
  | FileProblem;

/** The text is not YAML, or makes use of a part of YAML that workflows do without. */
export type YamlProblem =
  | { readonly kind: 'syntax'; readonly found: string; readonly remedy?: string }
  | {
      readonly kind: 'unsupported-yaml';
      readonly feature: 'tag' | 'merge-key' | 'key' | 'several-documents' | 'directive';
      readonly found: string;
    }
  | { readonly kind: 'unknown-alias'; readonly name: string; readonly nearest?: string }
  | { readonly kind: 'recursive-alias'; readonly name: string }
  | { readonly kind: 'duplicate-key'; readonly name: string; readonly firstLine: number }
  | { readonly kind: 'forbidden-key'; readonly name: string }
  | { readonly kind: 'bad-number'; readonly found: string; readonly why: 'not-finite' | 'not-exact' }
  | { readonly kind: 'limit'; readonly of: Limited; readonly found?: number; readonly limit: number };

/** What there may be too much of. */
export type Limited = 'characters' | 'depth' | 'values' | 'text' | 'cells' | 'patterns' | 'id';

export type InterpolationProblem =
  | { readonly kind: 'bad-reference'; readonly found: string }
  | {
      readonly kind: 'unknown-param';
      readonly name: string;
      readonly known: readonly string[];
      readonly nearest?: string;
      /** The reference stands in a `--set` option, or in the file. */
      readonly by: 'reference' | 'override';
    }
  | { readonly kind: 'param-cycle'; readonly cycle: readonly string[] }
  /** A list, a mapping or nothing stands where text is put together. */
  | { readonly kind: 'not-text'; readonly name: string; readonly found: string; readonly remedy?: string }
  | { readonly kind: 'bad-override'; readonly found: string };

/** A file of kinds that cannot be used; a missing one is a `FileProblem`. */
export type PluginProblem =
  /** `message` is the first line of what was thrown, `place` where in the plugin, `step.mjs:3`. */
  | {
      readonly kind: 'plugin-threw';
      readonly path: string;
      readonly message: string;
      readonly place?: string;
    }
  | { readonly kind: 'no-plugin-kind'; readonly path: string; readonly exports: readonly string[] }
  /** `owner` has a kind of that name already: skysort, or another plugin. */
  | { readonly kind: 'kind-clash'; readonly path: string; readonly name: string; readonly owner: string }
  | {
      readonly kind: 'bad-plugin-kind';
      readonly path: string;
      /** The kind's name, or that of its export. */
      readonly name: string;
      /** `params.properties.word.description`; empty for the kind as a whole. */
      readonly field: string;
      readonly expected: string;
      readonly found: string;
    };

export type FrameProblem =
  | {
      readonly kind: 'wrong-value';
      readonly expected: string;
      readonly found: string;
      readonly remedy?: string;
    }
  | {
      readonly kind: 'unknown-key';
      /** What has no such key: `a step`, `kmeans`. */
      readonly owner: string;
      readonly noun: 'field' | 'parameter' | 'input';
      readonly name: string;
      readonly allowed: readonly string[];
      readonly nearest?: string;
    }
  | {
      readonly kind: 'missing-key';
      /** The kind whose input or parameter it is. */
      readonly owner?: string;
      readonly noun: 'field' | 'parameter' | 'input' | 'output';
      readonly name: string;
      /** What it is for, or what it may be. */
      readonly summary?: string;
      readonly remedy: string;
    }
  | {
      readonly kind: 'unknown-kind';
      readonly name: string;
      readonly kinds: readonly string[];
      readonly nearest?: string;
    }
  /** A field that is right elsewhere: `outputs` of a kind that has its own, `inputs` of a report. */
  | { readonly kind: 'misplaced-key'; readonly name: string; readonly why: string; readonly remedy: string };

export type LinkProblem =
  | {
      readonly kind: 'unknown-step';
      readonly name: string;
      readonly steps: readonly string[];
      readonly nearest?: string;
      /** When a file of that name was meant. */
      readonly remedy?: string;
    }
  | {
      readonly kind: 'unknown-output';
      readonly step: string;
      readonly stepKind: string;
      readonly name: string;
      readonly outputs: readonly string[];
      readonly nearest?: string;
    }
  | {
      readonly kind: 'wrong-artifact';
      readonly accepted: readonly string[];
      readonly found: string;
      readonly output: string;
      /** Outputs of the same workflow that would do, `latents.latents`. */
      readonly suitable: readonly string[];
    }
  /** A file was named for an input that only a step can make. */
  | {
      readonly kind: 'needs-step-output';
      readonly accepted: readonly string[];
      readonly suitable: readonly string[];
    }
  | { readonly kind: 'step-cycle'; readonly cycle: readonly string[] }
  | { readonly kind: 'depends-on-report'; readonly step: string };

export type SweepProblem =
  | { readonly kind: 'sweep-and-with'; readonly name: string; readonly withLine: number }
  | {
      readonly kind: 'unknown-axis';
      readonly name: string;
      /** What has other axes, in the plural: `the inputs of choose-k`. */
      readonly owner: string;
      readonly axes: readonly string[];
      readonly nearest?: string;
    }
  | {
      readonly kind: 'unknown-cell';
      readonly step: string;
      readonly found: string;
      readonly cells: readonly string[];
      readonly nearest?: string;
    }
  | { readonly kind: 'clashing-cells'; readonly id: string; readonly first: string; readonly second: string }
  | {
      readonly kind: 'cannot-gather';
      readonly input: string;
      readonly stepKind: string;
      readonly axis: string;
    }
  /** A swept value that no cell of an input has. */
  | {
      readonly kind: 'no-partner';
      readonly axis: string;
      readonly found: string;
      readonly input: string;
      readonly values: readonly string[];
    }
  /** A partial cell of `exclude` that no cell agrees with: because of one value, or because no cell has its values together. */
  | {
      readonly kind: 'excludes-nothing';
      readonly step: string;
      readonly axis?: string;
      readonly found?: string;
      readonly values?: readonly string[];
      /** A value of the axis that reads the same and is of another type: 1 for "1". */
      readonly twin?: string;
    }
  | { readonly kind: 'no-cells'; readonly why: 'excluded' | 'disjoint' };

export type FileProblem =
  | ({ readonly kind: 'no-match'; readonly pattern: string } & Whereabouts)
  | ({ readonly kind: 'missing-file'; readonly path: string } & Whereabouts)
  | { readonly kind: 'not-a-file'; readonly path: string; readonly found: string; readonly remedy?: string }
  | { readonly kind: 'unreadable-path'; readonly path: string; readonly code: string }
  | { readonly kind: 'equal-names'; readonly name: string; readonly first: string; readonly second: string }
  | { readonly kind: 'several-files'; readonly pattern: string; readonly count: number };

/**
 * By place: `--set` options first, in the order in which they were given, then each file from its top.
 * Problems at one place stay in the order in which they were found.
 */
export function sortByPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const options = [
    ...new Set(
      diagnostics
        .map(({ place }) => place)
        .filter(isOption)
        .map(({ sourceLine }) => sourceLine),
    ),
  ];
  const rank = (place: Place) => (isOption(place) ? options.indexOf(place.sourceLine) : options.length);
  return [...diagnostics].sort(
    ({ place: a }, { place: b }) =>
      rank(a) - rank(b) ||
      Number(a.file > b.file) - Number(a.file < b.file) ||
      a.line - b.line ||
      a.column - b.column,
  );
}

function isOption(place: Place): boolean {
  return place.file === '--set';
}

/** How far a path leads, so that a person sees where it goes wrong. */
export interface Whereabouts {
  /** Absolute: what relative paths start from. */
  readonly workingDirectory: string;
  /** The deepest folder on the way that exists, as the person would write it. */
  readonly folder: string;
  /** The name that was looked for in it and is not there; absent when a pattern matched none of its names. */
  readonly missing?: string;
  /** What the folder holds: files, or folders when a folder was looked for; with one of them for comparison. */
  readonly holds: 'file' | 'folder';
  readonly count: number;
  readonly example?: string;
  readonly nearest?: string;
}

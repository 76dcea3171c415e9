// Stage 5: names -> steps. Every input is matched with its declaration and every reference with an output, so that types can
// be checked; what is left unlinked was complained about, and the step is marked incomplete so that later stages keep silent
// about what follows from it.
import type { InputSpec, OutputSpec } from '../core/step.js';
import { acceptedTypes, accepts, isFileLike } from './artifact-rules.js';
import type { Findings } from './findings.js';
import type { Frame, InputFrame, InputSource, StepFrame } from './frame.js';
import { nearestOf } from './nearest.js';
import { checkKeys } from './readers.js';
import { emptyMapping, type Mapping } from './tree.js';

export interface LinkedStep {
  readonly frame: StepFrame;
  readonly links: readonly Link[];
  readonly files: readonly FileInput[];
  /** True when the step is a report: it reads every output of the workflow. */
  readonly readsEverything: boolean;
  /** False when an input could not be linked. */
  readonly complete: boolean;
}

/** An input that another step's output feeds. */
export interface Link {
  readonly input: InputFrame;
  readonly source: InputSource & { from: 'step' };
  /** Undefined for a kind that takes any input. */
  readonly spec: InputSpec | undefined;
  readonly target: StepFrame;
  readonly output: OutputSpec;
}

/** An input that files of the person feed. */
export interface FileInput {
  readonly input: InputFrame;
  readonly source: InputSource & { from: 'path' | 'glob' };
  /** Whether it takes a list of files, whose names count. */
  readonly many: boolean;
}

/**
 * @param isFile Whether a path leads to a file: a file's name may read like an output.
 * @returns The steps in the file's order.
 */
export function linkSteps(frame: Frame, findings: Findings, isFile: (path: string) => boolean): LinkedStep[] {
  return [...frame.steps.values()].map((step) => new StepLinker(frame, step, findings, isFile).link());
}

class StepLinker {
  readonly #frame: Frame;
  readonly #step: StepFrame;
  readonly #findings: Findings;
  readonly #isFile: (path: string) => boolean;
  readonly #links: Link[] = [];
  readonly #files: FileInput[] = [];
  #complete = true;

  constructor(frame: Frame, step: StepFrame, findings: Findings, isFile: (path: string) => boolean) {
    this.#isFile = isFile;
    this.#frame = frame;
    this.#step = step;
    this.#findings = findings;
  }

  link(): LinkedStep {
    const { kind, inputs } = this.#step;
    const readsEverything = kind?.inputs === 'everything';
    if (inputs === undefined) this.#complete = false;
    else if (readsEverything) this.#refuseInputs(inputs);
    else {
      this.#checkNames(inputs);
      for (const input of inputs.values()) this.#linkOne(input);
    }
    return {
      frame: this.#step,
      links: this.#links,
      files: this.#files,
      readsEverything,
      complete: this.#complete,
    };
  }

  #refuseInputs(inputs: ReadonlyMap<string, InputFrame>): void {
    if (inputs.size === 0) return;
    const why = `${this.#step.kind?.name ?? ''} reads every output of the workflow`;
    const problem = { kind: 'misplaced-key', name: 'inputs', why, remedy: 'remove this' } as const;
    this.#findings.add({ at: this.#step.inputsAt }, `${this.#step.name}.inputs`, problem);
  }

  #checkNames(inputs: ReadonlyMap<string, InputFrame>): void {
    const { kind, name, inputsAt } = this.#step;
    if (kind === undefined || typeof kind.inputs === 'string') return;
    const path = `${name}.inputs`;
    const allowed = Object.keys(kind.inputs);
    checkKeys(this.#findings, inputsAsMapping(inputs, this.#step), path, {
      owner: kind.name,
      noun: 'input',
      allowed,
    });
    for (const [input, spec] of Object.entries(kind.inputs)) {
      if (spec.required === false || inputs.has(input)) continue;
      this.#complete = false;
      const example = this.#suitable(spec)[0] ?? placeholder(spec);
      const remedy =
        inputs.size === 0 ? `add "inputs: { ${input}: ${example} }"` : `add "${input}: ${example}"`;
      const problem = {
        kind: 'missing-key',
        owner: kind.name,
        noun: 'input',
        name: input,
        summary: spec.summary,
        remedy,
      } as const;
      this.#findings.add({ at: inputsAt }, inputs.size === 0 ? name : path, problem);
    }
  }

  #linkOne(input: InputFrame): void {
    const { kind } = this.#step;
    const spec = kind === undefined || typeof kind.inputs === 'string' ? undefined : kind.inputs[input.name];
    const { source } = input;
    if (source.from === 'unknown') this.#complete = false;
    else if (source.from === 'step') this.#linkOutput(input, source, spec);
    else {
      if (spec !== undefined && !isFileLike(spec, this.#kinds())) {
        this.#needsStep(input, spec);
        return;
      }
      const many = spec === undefined || acceptedTypes(spec).includes('files');
      this.#files.push({ input, source, many });
    }
  }

  #kinds() {
    return [...this.#frame.steps.values()].flatMap((step) => step.kind ?? []);
  }

  #needsStep(input: InputFrame, spec: InputSpec): void {
    this.#complete = false;
    const problem = {
      kind: 'needs-step-output',
      accepted: acceptedTypes(spec),
      suitable: this.#suitable(spec),
    } as const;
    this.#findings.add(input.tree, input.path, problem);
  }

  #linkOutput(input: InputFrame, source: InputSource & { from: 'step' }, spec: InputSpec | undefined): void {
    const target = this.#frame.steps.get(source.step);
    if (target === undefined) {
      const steps = [...this.#frame.steps.keys()].filter((name) => name !== this.#step.name);
      const problem = {
        kind: 'unknown-step',
        name: source.step,
        steps,
        ...nearestOf(source.step, steps),
        ...(this.#isFile(`${source.step}.${source.output}`)
          ? { remedy: `for the file write { path: ${source.step}.${source.output} }` }
          : {}),
      } as const;
      this.#unlinked(input, problem);
      return;
    }
    if (target.kind?.inputs === 'everything') {
      this.#unlinked(input, { kind: 'depends-on-report', step: target.name });
      return;
    }
    if (target.kind === undefined || target.outputs === undefined) {
      this.#complete = false;
      return;
    }
    const output = Object.hasOwn(target.outputs, source.output) ? target.outputs[source.output] : undefined;
    if (output === undefined) {
      const outputs = Object.keys(target.outputs);
      const near = nearestOf(source.output, outputs);
      const facts = { step: target.name, stepKind: target.kind.name, name: source.output, outputs, ...near };
      this.#unlinked(input, { kind: 'unknown-output', ...facts });
      return;
    }
    if (spec !== undefined && !accepts(spec, output)) {
      const found = { found: output.type, output: `${target.name}.${source.output}` };
      const facts = { accepted: acceptedTypes(spec), ...found, suitable: this.#suitable(spec) };
      this.#findings.add(input.tree, input.path, { kind: 'wrong-artifact', ...facts });
    }
    this.#links.push({ input, source, spec, target, output });
  }

  #unlinked(input: InputFrame, problem: Parameters<Findings['add']>[2]): void {
    this.#complete = false;
    this.#findings.add(input.tree, input.path, problem);
  }

  /** Outputs in the file that an input would accept, those nearest above it first. */
  #suitable(spec: InputSpec): string[] {
    const before = [...this.#frame.steps.values()].filter((step) => step.index < this.#step.index).reverse();
    const after = [...this.#frame.steps.values()].filter((step) => step.index > this.#step.index);
    return [...before, ...after].flatMap((step) =>
      Object.entries(step.outputs ?? {})
        .filter(([, output]) => accepts(spec, output))
        .map(([output]) => `${step.name}.${output}`),
    );
  }
}

function inputsAsMapping(inputs: ReadonlyMap<string, InputFrame>, step: StepFrame): Mapping {
  const entries = [...inputs.values()].map(
    ({ name, keyAt, tree }) => [name, { key: name, keyAt, value: tree }] as const,
  );
  return { ...emptyMapping(step.inputsAt), entries: new Map(entries) };
}

/** What to write for an input that no output of the file would feed. */
function placeholder(spec: InputSpec): string {
  const types = acceptedTypes(spec);
  if (types.includes('files')) return '{ glob: "data/*" }';
  return types.includes('file') ? '{ path: … }' : 'STEP.OUTPUT';
}

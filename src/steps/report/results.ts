import type { Result } from '../../core/result.js';
import type { EverythingItem, InputArtifact, InputFile } from '../../core/step.js';
import type { Subject } from './subject.js';

/** One output of one step instance. */
export interface FoundOutput {
  readonly item: EverythingItem;
  readonly name: string;
  /** `instance.output`, as inputs refer to it. */
  readonly reference: string;
  readonly type: string;
  readonly artifact: InputArtifact;
}

/** What a workflow has left, by type and by who made it from what; keeps account of what the report shows. */
export class Results {
  readonly items: readonly EverythingItem[];
  readonly outputs: readonly FoundOutput[];
  readonly unshown: { output: string; why: string }[] = [];
  /** Clusterings and maps of other images or rows than the report is about. */
  readonly ofOthers: string[] = [];
  readonly #shown = new Set<string>();
  readonly #byReference: ReadonlyMap<string, FoundOutput>;

  constructor(items: readonly EverythingItem[]) {
    this.items = items;
    this.outputs = items.flatMap((item) =>
      Object.entries(item.outputs).map(([name, { type, artifact }]) => ({
        item,
        name,
        reference: `${item.instance}.${name}`,
        type,
        artifact,
      })),
    );
    this.#byReference = new Map(this.outputs.map((output) => [output.reference, output]));
  }

  ofType(type: string): FoundOutput[] {
    return this.outputs.filter((output) => output.type === type);
  }

  /** An instance's own output by name. */
  of(item: EverythingItem, name: string): FoundOutput | undefined {
    return this.#byReference.get(`${item.instance}.${name}`);
  }

  /** An output as inputs refer to it; undefined for the name of a file. */
  byReference(reference: string): FoundOutput | undefined {
    return this.#byReference.get(reference);
  }

  /** The output that one of an instance's inputs comes from, when it is another step's. */
  source(item: EverythingItem, input: string): FoundOutput | undefined {
    return this.#byReference.get(item.inputs[input]?.[0] ?? '');
  }

  /** Those that are of the images or rows that the report is about; the others are noted. */
  about(subject: Subject, outputs: readonly FoundOutput[]): FoundOutput[] {
    const others = outputs.filter(({ item }) => !subject.isAbout(item));
    this.ofOthers.push(...others.map(({ reference }) => reference));
    return outputs.filter((output) => !others.includes(output));
  }

  /** True when `item` was made, over any number of steps, from what `origin` made, or is it. */
  descendsFrom(item: EverythingItem, origin: EverythingItem): boolean {
    if (item.instance === origin.instance) return true;
    return Object.values(item.inputs)
      .flat()
      .some((reference) => {
        const source = this.#byReference.get(reference);
        return source !== undefined && this.descendsFrom(source.item, origin);
      });
  }

  /** True when `item` was made, over any number of steps, from one of these outputs or files. */
  comesFrom(item: EverythingItem, references: ReadonlySet<string>, seen = new Set<string>()): boolean {
    if (seen.has(item.instance)) return false;
    seen.add(item.instance);
    return Object.values(item.inputs)
      .flat()
      .some((reference) => {
        if (references.has(reference)) return true;
        const source = this.#byReference.get(reference);
        return source !== undefined && this.comesFrom(source.item, references, seen);
      });
  }

  /** The value of something that was read, noting that the output is shown, or why it cannot be. */
  shown<T>(output: FoundOutput, read: Result<T>): T | undefined {
    if (read.ok) {
      this.#shown.add(output.reference);
      return read.value;
    }
    const { failure } = read;
    const why =
      'found' in failure && 'expected' in failure
        ? `found ${failure.found}, expected ${failure.expected}`
        : failure.reason;
    this.unshown.push({ output: output.reference, why });
    return undefined;
  }

  isShown(output: FoundOutput): boolean {
    return this.#shown.has(output.reference);
  }
}

/** The file of an output: its only one, or one of a folder by its name in it. */
export function outputFile(output: FoundOutput, name?: string): InputFile | undefined {
  const files = output.artifact.form === 'file' ? [output.artifact.file] : output.artifact.files;
  return name === undefined ? files[0] : files.find((file) => file.name === name);
}

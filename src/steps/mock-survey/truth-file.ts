import { open, type FileHandle } from 'node:fs/promises';
import { csvLine } from '../../formats/csv.js';
import { artifactTypes } from '../../numerics/mock-survey/artifacts/artifacts.js';
import type { TruthLine } from './survey-task.js';
import { truthColumns } from './truth.js';

/** The truth table as it is written, galaxy by galaxy: only counts stay in memory. */
export class TruthFile {
  readonly #path: string;
  #file: FileHandle | undefined;
  #nImages = 0;
  #nMarred = 0;
  readonly #counts = new Map(artifactTypes.map((kind) => [kind, 0]));

  /** Nothing is there before the first galaxy is. */
  constructor(path: string) {
    this.#path = path;
  }

  async append(truth: readonly TruthLine[]): Promise<void> {
    const header = this.#file === undefined ? [csvLine(truthColumns)] : [];
    this.#file ??= await open(this.#path, 'w');
    await this.#file.writeFile([...header, ...truth.map(({ line }) => line), ''].join('\n'));
    this.#nImages += truth.length;
    for (const { artifacts } of truth) {
      if (artifacts.length > 0) this.#nMarred += 1;
      for (const kind of artifacts) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  /** How many images there are, and the share of them with an artifact. */
  shares(): Record<string, number> {
    const ofKinds = [...this.#counts].map(([kind, count]) => [kind, count / this.#nImages] as const);
    return {
      images: this.#nImages,
      artifact: this.#nMarred / this.#nImages,
      ...Object.fromEntries(ofKinds),
    };
  }
}

import type { AppliedFrame, AppliedGroup } from '../../steps/apply/apply-run.js';
import { standsOutText, type CatalogueForm } from '../../steps/apply/catalogue.js';
import type { ApplySummary, TopImage } from '../../ui/apply-text.js';

const topImages = 10;

/** Counts what goes into a catalogue; memory does not grow with it. */
export class Tally {
  readonly #form: CatalogueForm;
  readonly #sizes: readonly number[][];
  #tried = 0;
  #good = 0;
  #falseZeros = 0;
  #standOut = 0;
  #filesRead = 0;
  #filesSeen = 0;
  #lastFile = '';
  #firstSkipped: ApplySummary['firstSkipped'];
  #top: readonly TopImage[] = [];

  constructor(form: CatalogueForm) {
    this.#form = form;
    this.#sizes = form.shown.map((at) => new Array<number>(form.run.clusterings[at]?.k ?? 0).fill(0));
  }

  get tried(): number {
    return this.#tried;
  }

  get good(): number {
    return this.#good;
  }

  get filesRead(): number {
    return this.#filesRead;
  }

  add({ nFiles, frames }: AppliedGroup): void {
    this.#filesRead = nFiles;
    for (const frame of frames) this.#addFrame(frame);
  }

  #addFrame(applied: AppliedFrame): void {
    const { file, frame, placements, score } = applied;
    this.#tried += 1;
    if (file.path !== this.#lastFile) this.#filesSeen += 1;
    this.#lastFile = file.path;
    if (placements === undefined) {
      this.#firstSkipped ??= { file: file.path, member: frame.member, reason: frame.reason };
      return;
    }
    this.#good += 1;
    if (frame.hasFalseZeros === true) this.#falseZeros += 1;
    for (const [i, at] of this.#form.shown.entries()) {
      const sizes = this.#sizes[i];
      const cluster = placements[at]?.cluster ?? -1;
      if (sizes?.[cluster] !== undefined) sizes[cluster] += 1;
    }
    if (score === undefined) return;
    if (score.standing.length > 0) this.#standOut += 1;
    const { member, camera } = frame;
    this.#rank({
      ...{ file: file.path, member, camera },
      ...{ score: score.artifactScore, standsOut: standsOutText(score.standing) },
    });
  }

  /** Among equals the first that came is the higher. */
  #rank(image: TopImage): void {
    const last = this.#top.at(-1);
    if (this.#top.length === topImages && last !== undefined && image.score <= last.score) return;
    const place = this.#top.findIndex(({ score }) => score < image.score);
    const at = place < 0 ? this.#top.length : place;
    this.#top = [...this.#top.slice(0, at), image, ...this.#top.slice(at)].slice(0, topImages);
  }

  summary(): Pick<
    ApplySummary,
    | 'files'
    | 'images'
    | 'firstSkipped'
    | 'filesWithoutImages'
    | 'imagesWithFalseZeros'
    | 'clusterings'
    | 'artifacts'
  > {
    const { run, shown } = this.#form;
    return {
      files: this.#filesRead,
      images: { tried: this.#tried, good: this.#good, skipped: this.#tried - this.#good },
      ...(this.#firstSkipped === undefined ? {} : { firstSkipped: this.#firstSkipped }),
      filesWithoutImages: this.#filesRead - this.#filesSeen,
      imagesWithFalseZeros: this.#falseZeros,
      clusterings: shown.map((at, i) => ({
        name: run.clusterings[at]?.name ?? '',
        sizes: this.#sizes[i] ?? [],
      })),
      ...(run.score === undefined ? {} : { artifacts: { standOut: this.#standOut, top: this.#top } }),
    };
  }
}

import { ok, type Result } from '../../core/result.js';
import type { EverythingItem } from '../../core/step.js';
import { readCsv, type Table } from '../../formats/csv.js';
import { readSplit } from '../../formats/split-file.js';
import type { SplitCounts, Survey } from '../../report/data.js';
import type { Split } from '../../numerics/train-validation-split.js';
import { outputFile, type FoundOutput, type Results } from './results.js';
import type { Subject } from './subject.js';

/** The images that the report is about: those of the first step that has both images and a catalogue. */
export interface SurveySource extends Subject {
  readonly item: EverythingItem;
  readonly images: FoundOutput;
  readonly catalogue: Table;
  readonly survey: Survey;
}

export async function readSurvey(results: Results): Promise<SurveySource | undefined> {
  for (const output of results.ofType('catalogue')) {
    const images = Object.keys(output.item.outputs)
      .map((name) => results.of(output.item, name))
      .find((candidate) => candidate?.type === 'images');
    const file = outputFile(output);
    if (images === undefined || file === undefined) continue;
    const catalogue = results.shown(output, await readCsv(file.path));
    if (catalogue === undefined) continue;
    const survey = surveyFrom(output.item.step, catalogue);
    const isAbout = (item: EverythingItem): boolean => results.descendsFrom(item, output.item);
    return { item: output.item, images, catalogue, survey, n: survey.nGood, isAbout };
  }
  return undefined;
}

/** Good images in the order of their index; skipped ones as they come. */
function surveyFrom(step: string, catalogue: Table): Survey {
  const cell = (column: string, row: number): string => catalogue.column(column)?.[row] ?? '';
  const columns = Object.fromEntries(
    ['source', 'member', 'camera', 'galaxy', 'index', 'status', 'reason'].map((column) => [
      column,
      catalogue.column(column) ?? [],
    ]),
  );
  const good: number[] = [];
  const skipped: number[] = [];
  catalogue.rows.forEach((_, row) => {
    const index = columns['index']?.[row] ?? '';
    if (index === '') skipped.push(row);
    else good[Number(index)] = row;
  });
  const byIndex = (column: string): string[] => good.map((row) => columns[column]?.[row] ?? '');
  return {
    step,
    nGood: good.length,
    nFiles: new Set(byIndex('source')).size,
    nGalaxies: new Set(byIndex('galaxy').filter((galaxy) => galaxy !== '')).size,
    skipped: skipped.map((row) => ({
      source: cell('source', row),
      member: cell('member', row),
      reason: cell('reason', row),
    })),
    sources: byIndex('source'),
    members: byIndex('member'),
    cameras: byIndex('camera'),
  };
}

/** The first split, of as many images or rows as there are. */
export async function readFirstSplit(
  results: Results,
  subject: Subject | undefined,
): Promise<Split | undefined> {
  for (const output of results.ofType('split')) {
    const file = outputFile(output);
    if (file === undefined) continue;
    const split: Result<Split> = await readSplit(file.path, subject?.n);
    const shown = results.shown(output, split.ok ? ok(split.value) : split);
    if (shown !== undefined) return shown;
  }
  return undefined;
}

export function splitCounts(split: Split, nImages: number): SplitCounts {
  const partOf = new Uint8Array(nImages);
  for (const index of split.train) partOf[index] = 1;
  for (const index of split.validation) partOf[index] = 2;
  const order = Uint32Array.from([...split.train, ...split.validation]);
  return { nTrain: split.train.length, nValidation: split.validation.length, partOf, order };
}

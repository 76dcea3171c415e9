import type { ManifestInstance } from '../../core/manifest.js';
import type { FitsCard } from '../../formats/fits/card.js';
import { fitsText } from '../../formats/fits/encode-table.js';
import { packageVersion } from '../package.js';
import type { ChosenRun } from './choose-run.js';
import type { Provenance } from './catalogue-writer.js';

/** What made the catalogue: cards and comments of the FITS header. Nothing of the time or the machine. */
export function provenance({ manifest, read, clusterings, score }: ChosenRun): Provenance {
  const text = (keyword: string, value: string, comment?: string): FitsCard => ({
    ...{ keyword, value: fitsText(value) },
    ...(comment === undefined ? {} : { comment }),
  });
  const made = (name: string, instance: ManifestInstance, output: string, what: string): FitsCard[] => [
    text(`${name}STEP`, instance.id, `step of ${what}`),
    text(`${name}KEY`, instance.key ?? ''),
    text(`${name}SHA`, instance.outputs[output]?.sha256 ?? ''),
  ];
  const model = read.fitted.score?.model;
  const cards: FitsCard[] = [
    text('CREATOR', `skysort ${packageVersion()}`, 'skysort apply'),
    text('WORKFLOW', manifest.workflow, 'workflow of the run'),
    text('RUN', manifest.run, 'the run that was applied'),
    text('RUNVERS', `skysort ${manifest.skysort}`, 'what made the run'),
    ...made('MOD', read.model, 'model', 'the model'),
    ...clusterings.flatMap(({ fit }, i) => made(`CEN${i + 1}`, fit, 'centres', 'the centres')),
    ...(score === undefined ? [] : made('SCO', score.instance, 'model', 'the artifact score')),
    ...(model === undefined
      ? []
      : [{ keyword: 'THRESH', value: model.threshold, comment: 'robust deviations' }]),
    ...(model?.statistics ?? []).map(({ statistic }, i) =>
      text(`FLAG${i}`, statistic, `bit ${i} of flags, value ${2 ** i}`),
    ),
  ];
  return { cards, comments: model === undefined ? comments : [...comments, ...scoreComments] };
}

const comments = [
  'One row for each image tried, in the order of the files and their cameras. -1 in a column of integers and NaN in one of floats mean that nothing is known.',
  'Characters other than printable ASCII are written as \\uXXXX (their UTF-16 units).',
];

const scoreComments = [
  'An image stands out by a statistic that lies THRESH robust standard deviations or more above the median of the images of the run: then the bit of flags is set whose statistic FLAGn names.',
];

import type { CsvValue } from '../../formats/csv.js';
import type { FitsColumn } from '../../formats/fits/encode-table.js';
import { statisticNames } from '../image-stats/measure-frame.js';
import type { AppliedFrame } from './apply-run.js';
import type { FittedRun } from './fitted-run.js';
import { headerColumns } from './frame-cells.js';
import { basicNames } from './read-file.js';

/** A column of the catalogue: in FITS its form, or `auto` for numbers or text as they come; in CSV its name alone. */
export interface CatalogueColumn extends Omit<FitsColumn, 'form' | 'width'> {
  readonly form: FitsColumn['form'] | 'auto';
  /** Left out of both files when no image has a value. */
  readonly isOptional?: boolean;
}

/** Which of a run's clusterings the catalogue shows, by their places, and the keywords that its ingest asks for. */
export interface CatalogueForm {
  readonly run: FittedRun;
  readonly shown: readonly number[];
  readonly keywords: readonly string[];
}

const text = (name: string, description: string): CatalogueColumn => ({ name, form: 'A', description });
const count = (name: string, description: string, unit?: string): CatalogueColumn => ({
  ...{ name, form: 'J', null: -1, description },
  ...(unit === undefined ? {} : { unit }),
});
const number = (name: string, description: string): CatalogueColumn => ({ name, form: 'D', description });

/** The columns of the catalogue, in their order. */
export function catalogueColumns({ run, shown, keywords }: CatalogueForm): CatalogueColumn[] {
  const names = run.measure === undefined ? basicNames : statisticNames;
  return [
    text('file', 'file, as it was named'),
    text('member', 'member of the tarball'),
    count('camera', 'camera, from 0'),
    text('galaxy', 'galaxy, by the name of the file'),
    text('status', 'good, or skipped'),
    text('reason', 'why it was skipped'),
    count('height', 'rows', 'pixel'),
    count('width', 'columns', 'pixel'),
    ...shown.flatMap((at) => clusteringColumns(run.clusterings[at]?.name ?? '')),
    ...(run.score === undefined ? [] : scoreColumns),
    ...names.map((name) => number(name, `${name.replaceAll('_', ' ')} of the raw image`)),
    ...headerColumns.map((name) => headerColumn(name)),
    ...keywords.map((keyword) => keywordColumn(keyword)),
  ];
}

function clusteringColumns(name: string): CatalogueColumn[] {
  return [
    count(`cluster_${name}`, `nearest centre, ${name}`),
    { name: `distance_${name}`, form: 'E', description: 'Euclidean distance of the vector from that centre' },
    { name: `margin_${name}`, form: 'D', description: 'how much farther the next centre is' },
  ];
}

const scoreColumns: readonly CatalogueColumn[] = [
  number('artifact_score', 'from 0 to 1: own evidence and the cluster joined'),
  number('own_evidence', 'from 0 to 1, 0.5 where it begins to stand out'),
  { name: 'flags', form: 'J', null: -1, description: 'bit n is set when it stands out by statistic FLAGn' },
  text('stands_out', 'the same in words, with robust z-scores'),
];

function headerColumn(name: string): CatalogueColumn {
  const unit = name === 'ra' || name === 'dec' ? { unit: 'deg' } : {};
  return {
    name,
    form: 'auto',
    isOptional: true,
    description: `header keyword ${name.toUpperCase()}`,
    ...unit,
  };
}

/** Its own name, with underscores for what a FITS column's may not have; never one that another column has. */
function keywordColumn(keyword: string): CatalogueColumn {
  const name = `header_${keyword.replace(/\W/g, '_')}`;
  return { name, form: 'auto', isOptional: true, description: `header keyword ${keyword}` };
}

/** One row: a cell for each of the columns. */
export function catalogueRow({ run, shown, keywords }: CatalogueForm, applied: AppliedFrame): CsvValue[] {
  const { file, frame, placements, score } = applied;
  const names = run.measure === undefined ? basicNames : statisticNames;
  return [
    ...[file.path, frame.member, frame.camera, frame.galaxy],
    ...[frame.reason === '' ? 'good' : 'skipped', frame.reason],
    ...[frame.shape?.height ?? null, frame.shape?.width ?? null],
    ...shown.flatMap((at) => {
      const placement = placements?.[at];
      return placement === undefined
        ? [null, null, null]
        : [placement.cluster, placement.distance, known(placement.margin)];
    }),
    ...(run.score === undefined ? [] : scoreCells(run.score.model.statistics, score)),
    ...names.map((_, i) => known(frame.statistics?.[i])),
    ...headerColumns.map((_, i) => frame.header?.[i] ?? null),
    ...keywords.map((_, i) => frame.keywords?.[i] ?? null),
  ];
}

const known = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

function scoreCells(
  statistics: readonly { readonly statistic: string }[],
  score: AppliedFrame['score'],
): CsvValue[] {
  if (score === undefined) return [null, null, null, ''];
  const places = score.standing.map((one) =>
    statistics.findIndex(({ statistic }) => statistic === one.statistic),
  );
  const flags = places.reduce((bits, place) => bits | (1 << place), 0);
  return [score.artifactScore, score.score, flags, standsOutText(score.standing)];
}

/** As artifact-score's own table says it: `zero_flux_fraction 12.5; row_anomaly 7.0`. */
export function standsOutText(
  standing: readonly { readonly statistic: string; readonly z: number }[],
): string {
  return standing.map(({ statistic, z }) => `${statistic} ${z.toFixed(1)}`).join('; ');
}

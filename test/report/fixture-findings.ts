import { encodeCsv, type CsvValue } from '../../src/formats/csv.js';
import type { FixtureRun } from './fixture-run.js';
import { artifacts, type FixtureImage } from './fixture-survey.js';

/** What compare-clusterings and artifact-score leave of a sweep, in made-up figures. */
export function addFindings(run: FixtureRun, ks: readonly number[], images: readonly FixtureImage[]): void {
  const labels = ks.map((k) => `clusters@k=${k}.labels`);
  run
    .add({
      step: 'choose-k',
      kind: 'compare-clusterings',
      params: { max_rows: 4000, resamples: 20, n_init: 3, truth_column: 'artifact_type', seed: 0 },
      inputs: {
        vectors: ['latents.latents'],
        labels,
        truth: ['survey.truth'],
        catalogue: ['images.catalogue'],
      },
      outputs: { table: { type: 'table', files: { 'comparison.csv': comparison(ks) } } },
    })
    .add({
      step: 'artifacts',
      kind: 'artifact-score',
      params: { threshold: 5 },
      inputs: { labels, statistics: ['statistics.table'], catalogue: ['images.catalogue'] },
      outputs: {
        table: { type: 'table', files: { 'artifact-score.csv': scores(ks, images) } },
        clusters: { type: 'table', files: { 'artifact-clusters.csv': clusters(ks) } },
      },
    });
}

function comparison(ks: readonly number[]): string {
  const overall: [string, string, (i: number) => number, number?][] = [
    ['inertia', 'knee', (i) => 250000 / ks[i]!],
    ['silhouette', 'higher', (i) => 0.41 - 0.06 * i, 0],
    ['calinski_harabasz', 'higher', (i) => 812.3 - 40 * i, 0],
    ['davies_bouldin', 'lower', (i) => 1.2 - 0.1 * i, ks.length - 1],
    ['stability', 'higher', (i) => 0.97 - 0.2 * i, 0],
    ['purity', '', (i) => 0.7 + 0.05 * i],
  ];
  const rows = ks.flatMap((k, i) => [
    ...overall.map(([name, better, value, choice]): CsvValue[] => {
      const chosen = choice === undefined ? null : Number(choice === i);
      return [`k=${k}`, k, name, null, null, value(i), better, chosen, 96];
    }),
    ...artifacts.flatMap((kind, at): CsvValue[][] => [
      [`k=${k}`, k, 'completeness', kind, at % k, 1 - 0.1 * i, '', null, 120],
      [`k=${k}`, k, 'purity', kind, at % k, 0.4 + 0.1 * i, '', null, 120],
    ]),
  ]);
  return encodeCsv(
    ['clustering', 'k', 'criterion', 'of', 'cluster', 'value', 'better', 'would_choose', 'rows'],
    rows,
  );
}

function clusters(ks: readonly number[]): string {
  const verdicts = ['artifact', 'mixed', 'unclear', 'clean'];
  const rows = ks.flatMap((k) =>
    Array.from({ length: k }, (_, cluster): CsvValue[] => {
      const verdict = verdicts[cluster] ?? 'clean';
      const [nImages, nFlagged] = [[20, 18] as const, [30, 9] as const, [1, 1] as const][cluster] ?? [15, 0];
      const certainty = verdict === 'artifact' ? 'sure' : null;
      const evidence = nFlagged === 0 ? '' : `column_anomaly ${nFlagged}; saturated_fraction 1`;
      return [
        ...[`k=${k}`, k, cluster, nImages, nFlagged, nFlagged / nImages, 0.5, 0.97, 0.04, 1e-5],
        ...[verdict, certainty, evidence, 12, 3],
      ];
    }),
  );
  return encodeCsv(
    [
      ...['clustering', 'k', 'cluster', 'images', 'standing_out', 'share', 'share_low', 'share_high'],
      ...['share_elsewhere', 'chance', 'verdict', 'certainty', 'evidence', 'median_z_a', 'median_z_b'],
    ],
    rows,
  );
}

function scores(ks: readonly number[], images: readonly FixtureImage[]): string {
  const rows = images.map(({ artifact }, i): CsvValue[] => {
    const score = artifact === 'none' ? 0.1 + (i % 7) / 100 : 0.99 - (i % 9) / 50;
    const standsOut = artifact === 'none' ? '' : 'column_anomaly 31.4';
    return [i, 'a.tar', 'cam0.fits', 0, score, score, standsOut, ...ks.map((k) => i % k)];
  });
  const columns = ['index', 'source', 'member', 'camera', 'artifact_score', 'own_evidence', 'stands_out'];
  return encodeCsv([...columns, ...ks.map((k) => `cluster k=${k}`)], rows);
}

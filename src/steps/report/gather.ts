import { ok, type Result } from '../../core/result.js';
import type { EverythingItem, InputArtifact, StepContext } from '../../core/step.js';
import { clusterProfiles } from '../../report/cluster-profile.js';
import type { Attribute, Clustering, ReportData, ReportStep } from '../../report/data.js';
import { featuredImages } from '../../report/featured.js';
import { withinBudget } from './attribute-budget.js';
import { makeThumbnails } from './make-thumbnails.js';
import { readAttributes } from './read-attributes.js';
import { readArtifacts } from './read-artifacts.js';
import { readClusterings, readMaps } from './read-clusterings.js';
import { readComparisons } from './read-comparisons.js';
import { readFigures } from './read-figures.js';
import { readNetworks } from './read-networks.js';
import { readRows } from './read-rows.js';
import { readSeparations } from './read-separations.js';
import { readFirstSplit, readSurvey, splitCounts } from './read-survey.js';
import { Results } from './results.js';

/** Reads all that a workflow has left into what the report shows. */
export async function gatherReport(
  items: readonly EverythingItem[],
  title: string,
  context: Pick<StepContext, 'signal' | 'progress'>,
): Promise<Result<ReportData>> {
  const results = new Results(items);
  const source = await readSurvey(results);
  const rows = source === undefined ? await readRows(results) : undefined;
  const subject = source ?? rows;
  const split = await readFirstSplit(results, subject);
  const networks = await readNetworks(results, source);
  const about: Pick<ReportData, 'survey' | 'table' | 'attributes' | 'clusterings' | 'artifacts' | 'maps'> = {
    ...(source === undefined ? {} : { survey: source.survey }),
    ...(rows === undefined ? {} : { table: rows.rows }),
    attributes:
      source === undefined
        ? withinBudget(rows?.attributes ?? [], rows?.n ?? 0, results)
        : await readAttributes(results, source),
    clusterings:
      subject === undefined
        ? []
        : withProfiles(await readClusterings(results, subject, split), rows?.attributes ?? []),
    artifacts: source === undefined ? [] : await readArtifacts(results, source),
    maps: subject === undefined ? [] : await readMaps(results, subject),
  };
  const featured = featuredImages(about, source?.n ?? 0);
  const thumbnails =
    source === undefined ? ok(undefined) : await makeThumbnails(results, source, featured, context);
  if (!thumbnails.ok) return thumbnails;
  return ok({
    title: title || defaultTitle(about),
    networks,
    comparisons: await readComparisons(results),
    separations: await readSeparations(results),
    ...about,
    ...(split === undefined ? {} : { split: splitCounts(split, subject?.n ?? 0) }),
    ...(thumbnails.value === undefined ? {} : { thumbnails: thumbnails.value }),
    figures: await readFigures(results),
    unshown: [...results.unshown, ...aboutOthers(results, source === undefined ? 'rows' : 'images')],
    steps: items.map((item) => reportStep(item, results)),
  });
}

function withProfiles(clusterings: readonly Clustering[], attributes: readonly Attribute[]): Clustering[] {
  if (attributes.length === 0) return [...clusterings];
  return clusterings.map((clustering) => {
    const { labels, k } = clustering;
    return { ...clustering, profiles: clusterProfiles(labels, k, attributes) };
  });
}

const defaultTitle = ({ survey, table }: Pick<ReportData, 'survey' | 'table'>): string =>
  survey !== undefined ? 'Survey report' : table !== undefined ? 'Table report' : 'Report';

function aboutOthers({ ofOthers }: Results, what: string): ReportData['unshown'] {
  const [first, ...rest] = ofOthers;
  if (first === undefined) return [];
  const output = rest.length === 0 ? first : `${first} and ${rest.length} more`;
  return [{ output, why: `of other ${what} than this report is about` }];
}

function reportStep(item: EverythingItem, results: Results): ReportStep {
  const { step, kind, cell, params, inputs, description } = item;
  return {
    id: item.instance,
    step,
    kind,
    cell,
    params,
    inputs,
    ...(description === undefined ? {} : { description }),
    outputs: Object.entries(item.outputs).map(([name, { type, artifact }]) => {
      const found = results.of(item, name);
      return { name, type, files: filesOf(artifact), isShown: found !== undefined && results.isShown(found) };
    }),
  };
}

const filesOf = (artifact: InputArtifact): ReportStep['outputs'][number]['files'] =>
  (artifact.form === 'file' ? [artifact.file] : artifact.files).map(({ name, sha256, bytes }) => ({
    name,
    sha256,
    bytes,
  }));

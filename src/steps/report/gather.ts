import { ok, type Result } from '../../core/result.js';
import type { EverythingItem, InputArtifact, StepContext } from '../../core/step.js';
import type { ReportData, ReportStep } from '../../report/data.js';
import { featuredImages } from '../../report/featured.js';
import { makeThumbnails } from './make-thumbnails.js';
import { readAttributes } from './read-attributes.js';
import { readArtifacts } from './read-artifacts.js';
import { readClusterings, readMaps } from './read-clusterings.js';
import { readComparisons } from './read-comparisons.js';
import { readFigures } from './read-figures.js';
import { readNetworks } from './read-networks.js';
import { readSeparations } from './read-separations.js';
import { readSurvey, readSurveySplit, splitCounts } from './read-survey.js';
import { Results } from './results.js';

/** Reads all that a workflow has left into what the report shows. */
export async function gatherReport(
  items: readonly EverythingItem[],
  title: string,
  context: Pick<StepContext, 'signal' | 'progress'>,
): Promise<Result<ReportData>> {
  const results = new Results(items);
  const source = await readSurvey(results);
  const split = await readSurveySplit(results, source);
  const networks = await readNetworks(results, source);
  const about =
    source === undefined
      ? { attributes: [], clusterings: [], artifacts: [], maps: [] }
      : {
          survey: source.survey,
          attributes: await readAttributes(results, source),
          clusterings: await readClusterings(results, source, split),
          artifacts: await readArtifacts(results, source),
          maps: await readMaps(results, source),
        };
  const featured = featuredImages(about, source?.survey.nGood ?? 0);
  const thumbnails =
    source === undefined ? ok(undefined) : await makeThumbnails(results, source, featured, context);
  if (!thumbnails.ok) return thumbnails;
  return ok({
    title,
    networks,
    comparisons: await readComparisons(results),
    separations: await readSeparations(results),
    ...about,
    ...(split === undefined ? {} : { split: splitCounts(split, source?.survey.nGood ?? 0) }),
    ...(thumbnails.value === undefined ? {} : { thumbnails: thumbnails.value }),
    figures: await readFigures(results),
    unshown: results.unshown,
    steps: items.map((item) => reportStep(item, results)),
  });
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

import { canonicalJson } from '../../core/json.js';
import type { ManifestInstance } from '../../core/manifest.js';
import { ok, type Result } from '../../core/result.js';
import { modelJsonName, modelTensorsName, readModel } from '../../formats/model-file.js';
import { readNpy } from '../../formats/npy.js';
import type { Model } from '../../numerics/network/model.js';
import { networkOf, valuesIn } from '../../numerics/network/network.js';
import type { FittedClustering, FittedRun, VectorSource } from '../../steps/apply/fitted-run.js';
import { readScoreModel } from '../../steps/artifact-score/score-model.js';
import type { MeasureParams } from '../../steps/image-stats/measure-frame.js';
import type { IngestParams } from '../../steps/ingest/params.js';
import { readJoinModel } from '../../steps/join-vectors/join-file.js';
import { joinedLength } from '../../steps/join-vectors/join-model.js';
import type { EngineName } from '../../steps/network/engine.js';
import { clustersOf, type TracedClustering } from './choose-clusterings.js';
import type { TracedScore } from './choose-score.js';
import type { RunFiles } from './run-files.js';
import { refused, type RunLinks } from './run-links.js';
import { encoderOf, isOutput, statisticsOf, type TracedVectors } from './trace-vectors.js';

/** What was chosen of a run, with everything read that new images go through. */
export interface ReadRun {
  readonly fitted: FittedRun;
  /** The steps that count, for whoever wants to know what made a catalogue. */
  readonly ingest: ManifestInstance;
  readonly model: ManifestInstance;
}

/**
 * Reads what a run has fitted.
 * @param clusterings All that are to be computed: those shown and those that the score judges.
 */
export async function readFitted(
  links: RunLinks,
  files: RunFiles,
  clusterings: readonly TracedClustering[],
  score: TracedScore | undefined,
): Promise<Result<ReadRun>> {
  const [first] = clusterings;
  if (first === undefined) throw new TypeError('no clustering was chosen');
  const encode = encoderOf(first.vectors);
  const sources = sourcesOf(links, encode);
  if (!sources.ok) return sources;
  const { ingest, model: modelStep } = sources.value;
  const model = await readRunModel(files, modelStep, ingest);
  if (!model.ok) return model;
  const latentLength = valuesIn(
    networkOf(model.value.architecture).layers[model.value.latentLayer]?.output ?? [],
  );
  const measure = measureParams(clusterings, score);
  if (!measure.ok) return measure;
  const fitted: FittedClustering[] = [];
  for (const clustering of clusterings) {
    const read = await readClustering(files, clustering, latentLength);
    if (!read.ok) return read;
    fitted.push({ ...read.value, name: columnName(clustering, clusterings) });
  }
  const scoring = score && (await readScore(files, score, clusterings));
  if (scoring?.ok === false) return scoring;
  return ok({
    ingest,
    model: modelStep,
    fitted: {
      ingest: ingest.params as unknown as IngestParams,
      measure: measure.value,
      model: model.value,
      engine: encode.params['engine'] as EngineName,
      clusterings: fitted,
      score: scoring?.value,
    },
  });
}

function sourcesOf(
  links: RunLinks,
  encode: ManifestInstance,
): Result<{ readonly ingest: ManifestInstance; readonly model: ManifestInstance }> {
  const images = links.link(encode, 'images');
  const model = links.link(encode, 'model');
  if (images === undefined || !isOutput(images, 'ingest', 'images')) {
    const found = images === undefined ? 'a file' : `${images.instance.id}.${images.output}`;
    return refused(`${encode.id}, whose images come from ${found}`, 'images of an ingest step', remedy);
  }
  const isTrained = model?.instance.kind === 'train-autoencoder' || model?.instance.kind === 'import-model';
  if (model === undefined || !isTrained) {
    const found = model === undefined ? 'a file' : `${model.instance.id}.${model.output}`;
    return refused(
      `${encode.id}, whose model comes from ${found}`,
      'the model of train-autoencoder or import-model',
      remedy,
    );
  }
  return ok({ ingest: images.instance, model: model.instance });
}

const remedy = 'choose other steps by --latents or --clusters, or another run';

async function readRunModel(
  files: RunFiles,
  step: ManifestInstance,
  ingest: ManifestInstance,
): Promise<Result<Model>> {
  const json = await files.file(step, 'model', modelJsonName);
  if (!json.ok) return json;
  const tensors = await files.file(step, 'model', modelTensorsName);
  if (!tensors.ok) return tensors;
  const model = await readModel(json.value.path, tensors.value.path);
  if (!model.ok) return model;
  const { input } = networkOf(model.value.architecture);
  const size = Number(ingest.params['size']);
  if (valuesIn(input) === size * size) return model;
  return refused(`a model for (${input.join(', ')}), and images of ${size} x ${size}`, 'one size', remedy);
}

async function readClustering(
  files: RunFiles,
  clustering: TracedClustering,
  latentLength: number,
): Promise<Result<Omit<FittedClustering, 'name'>>> {
  const vectors = await readSource(files, clustering.vectors, latentLength);
  if (!vectors.ok) return vectors;
  const centres = await files.file(clustering.fit, 'centres');
  if (!centres.ok) return centres;
  const array = await readNpy(centres.value.path);
  if (!array.ok) return array;
  const [k = 0, nColumns = 0] = array.value.shape;
  if (nColumns !== vectors.value.nColumns) {
    return refused(
      `${clustering.fit.id}: centres of ${nColumns} numbers for vectors of ${vectors.value.nColumns}`,
      'equally many',
      remedy,
    );
  }
  return ok({ k, vectors: vectors.value, centres: Float32Array.from(array.value.values) });
}

async function readSource(
  files: RunFiles,
  traced: TracedVectors,
  latentLength: number,
): Promise<Result<VectorSource>> {
  if (traced.from === 'latents') return ok({ from: 'latents', nColumns: latentLength });
  const source = await readSource(files, traced.source, latentLength);
  if (!source.ok) return source;
  const made =
    traced.from === 'pca'
      ? await readPca(files, traced.step, source.value)
      : await readJoin(files, traced.step, source.value);
  if (!made.ok) return made;
  const { expects } = made.value;
  if (expects === source.value.nColumns) return ok(made.value.source);
  return refused(
    `${traced.step.id}: fitted to vectors of ${expects} numbers, for vectors of ${source.value.nColumns}`,
    'equally many',
    remedy,
  );
}

/** A source made of another, and how many numbers it expects of that. */
interface MadeSource {
  readonly source: VectorSource;
  readonly expects: number;
}

async function readPca(
  files: RunFiles,
  step: ManifestInstance,
  source: VectorSource,
): Promise<Result<MadeSource>> {
  const parts: Float64Array[] = [];
  for (const name of ['mean.npy', 'components.npy']) {
    const file = await files.file(step, 'model', name);
    if (!file.ok) return file;
    const array = await readNpy(file.value.path);
    if (!array.ok) return array;
    parts.push(Float64Array.from(array.value.values));
  }
  const [mean = new Float64Array(0), components = new Float64Array(0)] = parts;
  const nColumns = components.length / mean.length;
  return ok({ source: { from: 'pca', source, nColumns, pca: { mean, components } }, expects: mean.length });
}

async function readJoin(
  files: RunFiles,
  step: ManifestInstance,
  source: VectorSource,
): Promise<Result<MadeSource>> {
  const file = await files.file(step, 'model');
  if (!file.ok) return file;
  const join = await readJoinModel(file.value.path);
  if (!join.ok) return join;
  const nColumns = joinedLength(join.value);
  return ok({
    source: { from: 'join', source, nColumns, join: join.value },
    expects: join.value.vectors.nColumns,
  });
}

/** The parameters of the one image-stats that counts; undefined without any. */
function measureParams(
  clusterings: readonly TracedClustering[],
  score: TracedScore | undefined,
): Result<MeasureParams | undefined> {
  const steps = clusterings.flatMap(({ vectors }) => statisticsOf(vectors));
  if (score !== undefined) steps.push(score.statistics);
  const [first] = steps;
  const other = steps.find(({ params }) => canonicalJson(params) !== canonicalJson(first?.params ?? {}));
  if (other === undefined) return ok(first?.params as unknown as MeasureParams | undefined);
  return refused(`statistics by ${first?.id ?? ''} and by ${other.id}, with other parameters`, 'one', remedy);
}

async function readScore(
  files: RunFiles,
  score: TracedScore,
  clusterings: readonly TracedClustering[],
): Promise<Result<NonNullable<FittedRun['score']>>> {
  const file = await files.file(score.instance, 'model');
  if (!file.ok) return file;
  const model = await readScoreModel(file.value.path);
  if (!model.ok) return model;
  const places = model.value.clusterings.map(({ place }) =>
    clusterings.findIndex(({ instance }) => instance.id === score.clusterings[place]?.instance.id),
  );
  return ok({ model: model.value, clusterings: places });
}

/** `k3`, with the axes in which the clusterings differ beside: `k3_seed1`; with the step where that is not enough. */
function columnName(clustering: TracedClustering, all: readonly TracedClustering[]): string {
  const name = shortName(clustering, all);
  const isShared = all.some((other) => other !== clustering && shortName(other, all) === name);
  return isShared ? plain(`${clustering.instance.step}_${name}`) : name;
}

function shortName(clustering: TracedClustering, all: readonly TracedClustering[]): string {
  const valueOf = ({ instance }: TracedClustering, axis: string): string =>
    canonicalJson(instance.cell[axis] ?? null);
  const axes = Object.keys(clustering.instance.cell)
    .sort()
    .filter(
      (axis) => axis !== 'k' && all.some((other) => valueOf(other, axis) !== valueOf(clustering, axis)),
    );
  return plain(
    [`k${clustersOf(clustering)}`, ...axes.map((axis) => axis + valueOf(clustering, axis))].join('_'),
  );
}

function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9_]+/g, '_').replace(/_$/, '');
}

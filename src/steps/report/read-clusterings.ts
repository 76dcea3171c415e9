import { readFile } from 'node:fs/promises';
import { isJsonObject, type JsonObject } from '../../core/json.js';
import { fail, ok, type Result } from '../../core/result.js';
import { readNpy } from '../../formats/npy.js';
import type { Split } from '../../numerics/train-validation-split.js';
import type { Clustering, EmbeddingMap } from '../../report/data.js';
import { numberText } from '../../figures/ticks.js';
import { readLabels } from '../figure/read-inputs.js';
import { outputFile, type FoundOutput, type Results } from './results.js';
import type { Subject } from './subject.js';

/** How many members of a cluster the report's galleries show: two rows of ten, as in the figures. */
const nMembers = 20;

/** Every clustering of the images or rows, by number of clusters. */
export async function readClusterings(
  results: Results,
  subject: Subject,
  split: Split | undefined,
): Promise<Clustering[]> {
  const clusterings: Clustering[] = [];
  // What became of the images is no clustering of them.
  const outputs = results.ofType('labels').filter(({ item }) => item.kind !== 'separation');
  for (const output of results.about(subject, outputs)) {
    const file = outputFile(output);
    if (file === undefined) continue;
    const labels = results.shown(output, await readLabels(file.path, subject.n));
    if (labels === undefined) continue;
    const distances = await readDistances(results, output, labels);
    const found = clustering(output, labels, await readSummary(results, output), split);
    clusterings.push(distances === undefined ? found : { ...found, distances });
  }
  return clusterings.sort((a, b) => a.k - b.k);
}

function clustering(
  output: FoundOutput,
  labels: Int32Array,
  summary: JsonObject,
  split: Split | undefined,
): Clustering {
  const k = labels.reduce((most, label) => Math.max(most, label + 1), numberIn(summary, 'k') || 0);
  const order = split === undefined ? labels.keys() : [...split.train, ...split.validation];
  const members = Array.from({ length: k }, (): number[] => []);
  for (const index of order) {
    const list = members[labels[index] ?? -1];
    if (list !== undefined && list.length < nMembers) list.push(index);
  }
  const sizesOf = (indices: Iterable<number>): number[] => {
    const sizes = new Array<number>(k).fill(0);
    for (const index of indices) sizes[labels[index] ?? 0] = (sizes[labels[index] ?? 0] ?? 0) + 1;
    return sizes;
  };
  return {
    id: output.item.instance,
    step: output.item.step,
    cell: output.item.cell,
    k,
    labels,
    inertia: numberIn(summary, 'inertia'),
    iterations: numberIn(summary, 'iterations'),
    sizes: sizesOf(labels.keys()),
    trainSizes: split === undefined ? [] : sizesOf(split.train),
    validationSizes: split === undefined ? [] : sizesOf(split.validation),
    members,
  };
}

/** From each image to the centre of its own cluster; undefined when the clustering says nothing of distances, or not of this form. */
async function readDistances(
  results: Results,
  output: FoundOutput,
  labels: Int32Array,
): Promise<Float32Array | undefined> {
  const file = results.of(output.item, 'distances');
  const path = file && outputFile(file)?.path;
  if (file === undefined || path === undefined) return undefined;
  const array = results.shown(file, await readNpy(path));
  const [nImages, k = 0] = array?.shape ?? [];
  if (array?.shape.length !== 2 || nImages !== labels.length) return undefined;
  return Float32Array.from(labels, (label, image) => array.values[image * k + label] ?? NaN);
}

/** Every map of the images or rows. */
export async function readMaps(results: Results, subject: Subject): Promise<EmbeddingMap[]> {
  const maps: EmbeddingMap[] = [];
  for (const output of results.about(subject, results.ofType('embedding'))) {
    const file = outputFile(output);
    if (file === undefined) continue;
    const points = results.shown(output, await readPoints(file.path, subject.n));
    if (points === undefined) continue;
    const summary = await readSummary(results, output);
    maps.push({ id: output.item.instance, kind: output.item.kind, ...points, remarks: mapRemarks(summary) });
  }
  return maps;
}

async function readPoints(
  path: string,
  nImages: number,
): Promise<Result<{ x: Float32Array; y: Float32Array }>> {
  const array = await readNpy(path);
  if (!array.ok) return array;
  const { shape, values } = array.value;
  if (shape.length !== 2 || shape[0] !== nImages || shape[1] !== 2) {
    return fail({
      reason: 'unreadable-input',
      file: path,
      found: `shape (${shape.join(', ')})`,
      expected: `(${nImages}, 2)`,
    });
  }
  const coordinate = (axis: number): Float32Array =>
    Float32Array.from({ length: nImages }, (_, i) => values[2 * i + axis] ?? NaN);
  return ok({ x: coordinate(0), y: coordinate(1) });
}

const remarkNames: readonly (readonly [string, string])[] = [
  ['perplexity', 'perplexity'],
  ['iterations', 'iterations'],
  ['kl_divergence', 'Kullback-Leibler divergence'],
  ['trustworthiness', 'trustworthiness'],
];

function mapRemarks(summary: JsonObject): string[] {
  return remarkNames.flatMap(([field, words]) => {
    const value = numberIn(summary, field);
    return Number.isNaN(value) ? [] : [`${words} ${numberText(value)}`];
  });
}

/** The object in an instance's `summary` output; empty when it has none. */
async function readSummary(results: Results, output: FoundOutput): Promise<JsonObject> {
  const summary = results.of(output.item, 'summary');
  const file = summary && outputFile(summary);
  if (summary === undefined || file === undefined) return {};
  return results.shown(summary, await readJsonObject(file.path)) ?? {};
}

/** A file that holds one JSON object. */
export async function readJsonObject(path: string): Promise<Result<JsonObject>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const json = value as JsonObject | undefined;
  return isJsonObject(json)
    ? ok(json)
    : fail({ reason: 'unreadable-input', file: path, found: 'no JSON object', expected: 'a JSON object' });
}

/** A number of an object; NaN when there is none. */
export function numberIn(object: JsonObject, field: string): number {
  const value = object[field];
  return typeof value === 'number' ? value : NaN;
}

import type { ManifestInstance } from '../../core/manifest.js';
import { fail, ok, type Result } from '../../core/result.js';
import { refused, type RunLinks } from './run-links.js';
import {
  encoderOf,
  isOutput,
  traceVectors,
  tracedText,
  type Obstacle,
  type TracedVectors,
} from './trace-vectors.js';

/** A clustering of a run that new images can be sorted by. */
export interface TracedClustering {
  /** Of kind kmeans or assign: whose labels they are. */
  readonly instance: ManifestInstance;
  /** The kmeans whose centres count. */
  readonly fit: ManifestInstance;
  readonly vectors: TracedVectors;
}

/** Steps or instances that the person named, and values of K. */
export interface Choice {
  readonly clusters?: string;
  readonly latents?: string;
  readonly ks: readonly number[];
}

/** Whether a name of a step or of one of its instances means this one. */
export function isNamed(instance: ManifestInstance, name: string | undefined): boolean {
  return name === undefined || instance.step === name || instance.id === name;
}

/** Every clustering of the run that can be traced back to an encoder. */
export function tracedClusterings(links: RunLinks): {
  readonly traced: readonly TracedClustering[];
  readonly blocked: readonly { readonly instance: ManifestInstance; readonly obstacle: Obstacle }[];
} {
  const traced: TracedClustering[] = [];
  const blocked: { instance: ManifestInstance; obstacle: Obstacle }[] = [];
  for (const instance of links.ofKind('kmeans', 'assign')) {
    const clustering = traceClustering(links, instance);
    if (clustering.ok) traced.push(clustering.value);
    else blocked.push({ instance, obstacle: clustering.failure });
  }
  return { traced, blocked };
}

function traceClustering(links: RunLinks, instance: ManifestInstance): Result<TracedClustering, Obstacle> {
  const vectors = traceVectors(links, instance, 'vectors');
  if (!vectors.ok) return vectors;
  const fit = instance.kind === 'kmeans' ? instance : centresFrom(links, instance);
  if (fit === undefined)
    return fail({ step: instance.id, why: 'its centres are not those of a kmeans of this run' });
  const unknown = Object.keys(fit.params).find((name) => !kmeansParams.includes(name));
  if (unknown !== undefined)
    return fail({ step: fit.id, why: `its parameter ${unknown} is not known to apply` });
  return ok({ instance, fit, vectors: vectors.value });
}

function centresFrom(links: RunLinks, instance: ManifestInstance): ManifestInstance | undefined {
  const link = links.link(instance, 'centres');
  return link !== undefined && isOutput(link, 'kmeans', 'centres') ? link.instance : undefined;
}

/** None of these bears on which centre is the nearest. */
const kmeansParams = ['k', 'n_init', 'regroup', 'max_iterations', 'tolerance', 'engine', 'seed'];

/** The clusterings that the catalogue shows: those of one step, by one encoder. */
export function chooseClusterings(links: RunLinks, choice: Choice): Result<TracedClustering[]> {
  const { traced, blocked } = tracedClusterings(links);
  const { run } = links.manifest;
  const obstacle = blocked.find(({ instance }) => isNamed(instance, choice.clusters))?.obstacle;
  if (traced.length === 0) {
    return obstacle === undefined
      ? refused(
          `run ${run} without a kmeans`,
          'a run with encode and kmeans',
          'choose another run: skysort ls',
        )
      : refused(
          `run ${run}: ${obstacle.step}: ${obstacle.why}`,
          'kmeans of latents, or of their pca or join-vectors',
          remedyText,
        );
  }
  const named = traced.filter(
    ({ instance, vectors }) =>
      isNamed(instance, choice.clusters) && isNamed(encoderOf(vectors), choice.latents),
  );
  const groups = new Map<string, TracedClustering[]>();
  for (const one of named) {
    const key = groupText(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const [group, other] = groups.values();
  if (group === undefined) {
    const why = obstacle === undefined ? '' : ` (${obstacle.step}: ${obstacle.why})`;
    return refused(
      `no clustering of run ${run} by ${givenText(choice)}${why}`,
      `one of ${[...new Set(traced.map(groupText))].join('; ')}`,
      '--clusters takes a step, or one of its instances; --latents the step that encodes',
    );
  }
  if (other !== undefined) {
    return refused(
      `${groups.size} ways through run ${run}: ${[...groups.keys()].join('; ')}`,
      'one',
      choiceText([...groups.values()]),
    );
  }
  return withKs(group, choice.ks);
}

/** The options that tell the ways apart: either, one, both together, or the name of an instance where steps do not. */
function choiceText(ways: readonly (readonly TracedClustering[])[]): string {
  const firsts = ways.flatMap(([first]) => first ?? []);
  const steps = firsts.map(({ instance }) => instance.step);
  const encoders = firsts.map(({ vectors }) => encoderOf(vectors).id);
  const areApart = (names: readonly string[]): boolean => new Set(names).size === names.length;
  const options = [
    ...(areApart(steps) ? ['--clusters STEP'] : []),
    ...(areApart(encoders) ? ['--latents STEP'] : []),
  ];
  if (options.length > 0) return `choose by ${options.join(', or by ')}`;
  if (areApart(steps.map((step, i) => `${step} ${encoders[i]}`)))
    return `choose by both --clusters STEP and --latents STEP: ${firsts.map((_, i) => `--clusters ${steps[i]} --latents ${encoders[i]}`).join(', or ')}`;
  return `choose an instance: ${firsts.map(({ instance }) => `--clusters ${instance.id}`).join(', or ')}`;
}

const remedyText = 'choose another run: skysort ls';

const groupText = ({ instance, vectors }: TracedClustering): string =>
  `${tracedText(vectors)} -> ${instance.step}`;

function givenText({ clusters, latents }: Choice): string {
  const given = [
    ...(clusters === undefined ? [] : [`--clusters ${clusters}`]),
    ...(latents === undefined ? [] : [`--latents ${latents}`]),
  ];
  return given.join(' ');
}

export const clustersOf = ({ fit }: TracedClustering): number => Number(fit.params['k']);

function withKs(group: readonly TracedClustering[], ks: readonly number[]): Result<TracedClustering[]> {
  const found = new Set(group.map(clustersOf));
  const missing = ks.find((k) => !found.has(k));
  if (missing !== undefined)
    return refused(
      `--k ${missing}`,
      `a K of the run: ${[...found].join(', ')}`,
      'leave --k out for all of them',
    );
  const chosen = group.filter((one) => ks.length === 0 || ks.includes(clustersOf(one)));
  return ok(chosen.sort((a, b) => clustersOf(a) - clustersOf(b)));
}

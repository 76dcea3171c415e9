import { countText, numberText } from '../figures/ticks.js';
import { artifactBrief } from './artifact-words.js';
import { choiceWords } from './choice-words.js';
import { clusteringName } from './clustering-name.js';
import type { Clustering, Comparison, NetworkResult, ReportData } from './data.js';
import { counted, html, listed, name, type Html } from './html.js';
import { groupSteps } from './workflow-graph.js';
import { nounOf, vectorsWord } from './subject.js';
import { argMax, artifactClusters, artifactMeasures, clusterMeans, meanOf, percent } from './statistics.js';

/** What was run and found, in sentences that can be quoted; the last are one for each K. */
export interface Findings {
  readonly paragraphs: readonly Html[];
  readonly byClustering: readonly Html[];
}

export function findings(data: ReportData): Findings {
  const written = [
    html`${[surveySentence(data), tableSentence(data), splitSentence(data)]}`,
    html`${data.networks.map(networkSentence)}`,
    html`${[clusterSentence(data), mapSentence(data)]}`,
    html`${standOutSentences(data)}`,
    html`${data.comparisons.map(choiceSentence)}`,
  ].filter((paragraph) => paragraph.toString() !== '');
  const paragraphs = written.length > 0 ? written : [stepsSentence(data)];
  const byClustering = nounOf(data) === 'row' ? contrastSentences(data) : artifactSentences(data);
  return { paragraphs, byClustering };
}

function stepsSentence({ steps }: ReportData): Html {
  const kinds = [...new Set(steps.map((step) => step.kind))];
  return html`The workflow has
  ${counted(groupSteps(steps).length, 'step')}${
    kinds.length > 0 ? html` of ${kinds.length === 1 ? 'kind' : 'kinds'} ${listed(kinds.map(name))}` : ''
  }.
  What each left is listed below with its digest.`;
}

function surveySentence({ survey }: ReportData): Html | undefined {
  if (survey === undefined) return undefined;
  const galaxies = survey.nGalaxies > 0 ? html`, of ${counted(survey.nGalaxies, 'galaxy', 'galaxies')},` : '';
  const skipped =
    survey.skipped.length === 0
      ? ' None was skipped.'
      : ` ${counted(survey.skipped.length, 'image')} could not be used and ${survey.skipped.length === 1 ? 'was' : 'were'} skipped.`;
  return html`<strong>${counted(survey.nGood, 'image')}</strong>${galaxies}
    ${survey.nGood === 1 ? 'was' : 'were'} read from ${counted(survey.nFiles, 'file')}.${skipped} `;
}

function tableSentence({ table }: ReportData): Html | undefined {
  if (table === undefined) return undefined;
  const { nRows, columns, source } = table;
  const of = columns.length === 0 ? '' : ` with ${counted(columns.length, 'column')}`;
  return html`<strong>${counted(nRows, 'row')}</strong>${of} ${nRows === 1 ? 'was' : 'were'} read from
    ${name(source)}. `;
}

function splitSentence(data: ReportData): Html | undefined {
  const { split } = data;
  if (split === undefined) return undefined;
  const noun = nounOf(data);
  return html`${counted(split.nTrain, noun)} served for training and ${counted(split.nValidation, noun)} for
  validation.`;
}

function networkSentence(network: NetworkResult): Html {
  const { history } = network;
  const what = html`The network
    <strong>${name(network.id)}</strong> (${counted(network.nParams, 'parameter')}, latents of
    ${network.latentShape})`;
  if (history === undefined || history.loss.length === 0) {
    return html`${what} was
    ${network.kind === 'import-model' ? 'imported with its weights' : 'used as it was'}. `;
  }
  const isValidated = history.validationLoss.some((loss) => !Number.isNaN(loss));
  const losses = isValidated ? history.validationLoss : history.loss;
  const best = argMax(losses.map((loss) => -loss));
  const which = isValidated ? 'validation loss' : 'training loss';
  const from = losses.length === 1 ? html`is` : html`went from ${numberText(losses[0] ?? NaN)} to`;
  return html`${what} was trained for ${counted(history.epochs.length, 'epoch')}: its ${which} ${from}
    <strong>${numberText(losses.at(-1) ?? NaN)}</strong>${
      best >= 0 && best !== losses.length - 1
        ? html` (lowest ${numberText(losses[best] ?? NaN)}, after epoch ${history.epochs[best]})`
        : ''
    }. `;
}

function choiceSentence({ clusterings, criteria }: Comparison): Html {
  return html`${choiceWords(
    criteria.filter(({ of }) => of === ''),
    clusterings,
  )} `;
}

function clusterSentence(data: ReportData): Html | undefined {
  const { clusterings } = data;
  if (clusterings.length === 0) return undefined;
  const ks = [...new Set(clusterings.map(({ k }) => k))];
  return html`The ${nounOf(data)}s were sorted into ${listed(ks.map((k) => html`<strong>${k}</strong>`))}
  clusters. `;
}

/** What the scores found image by image, beside the truth where it is known. */
function standOutSentences(data: ReportData): Html[] {
  const [measure] = artifactMeasures(data);
  return data.artifacts.map(({ id, standingOut }) => {
    const n = standingOut.length;
    const by = data.artifacts.length > 1 ? html` by ${name(id)}` : '';
    const told = html`By the images’ own statistics
      <strong>${counted(n, 'image')}</strong> ${n === 1 ? 'stands' : 'stand'} out as artifacts do${by}`;
    if (measure?.isTruth !== true) return html`${told}. `;
    const nArtifacts = measure.values.filter((value) => value > 0).length;
    const nRight = standingOut.filter((index) => (measure.values[index] ?? 0) > 0).length;
    if (nRight === n && nRight === nArtifacts && n > 0) {
      return html`${told}: exactly those that have an artifact. `;
    }
    return html`${told}: <strong>${countText(nRight)}</strong> of the ${counted(nArtifacts, 'image')} with an
      artifact, and ${countText(n - nRight)} without one. `;
  });
}

/** For each K: where the artifacts are, by the truth where it is known, and by their score or else by the zero flux. */
function artifactSentences(data: ReportData): Html[] {
  const [measure] = artifactMeasures(data);
  return data.clusterings.flatMap((clustering) => {
    const k = clusteringName(clustering, data.clusterings);
    const judged = data.artifacts
      .flatMap(({ clusterings }) => clusterings)
      .filter(({ instance }) => instance === clustering.id)
      .map(({ clusters }) => artifactBrief(clusters));
    if (measure?.isTruth === true) {
      const alone = judged.map((brief) => html` By the images’ statistics alone, ${brief}.`);
      return [html`${truthSentence(k, clustering, measure.values)}${alone}`];
    }
    if (judged.length > 0) return judged.map((brief) => html`With ${k}, ${brief}.`);
    return measure === undefined ? [] : [zeroFluxSentence(k, clustering, measure.values)];
  });
}

/** For each K: the cluster that differs most from all other rows, and by what. */
function contrastSentences({ clusterings }: ReportData): Html[] {
  return clusterings.flatMap((clustering) => {
    const [most] = (clustering.profiles ?? [])
      .flatMap(({ columns }, cluster) => columns.slice(0, 1).map((column) => ({ cluster, ...column })))
      .sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations));
    if (most === undefined) return [];
    const size = clustering.sizes[most.cluster] ?? 0;
    return [
      html`With ${clusteringName(clustering, clusterings)}, cluster ${most.cluster} (${counted(size, 'row')},
        ${percent(size / clustering.labels.length)}) differs most: ${name(most.name)} is
        <strong>${numberText(most.inside)}</strong> on average, against ${numberText(most.elsewhere)}
        elsewhere.`,
    ];
  });
}

function zeroFluxSentence(k: string, clustering: Clustering, values: Float64Array): Html {
  const means = clusterMeans(clustering, values);
  const worst = argMax(means);
  const size = clustering.sizes[worst] ?? 0;
  const outside = meanOf(values.filter((_, i) => clustering.labels[i] !== worst));
  return html`With ${k}, cluster ${worst} (${counted(size, 'image')},
    ${percent(size / clustering.labels.length)}) has the highest mean zero-flux fraction:
    <strong>${percent(means[worst] ?? NaN)}</strong> of an image’s pixels, against ${percent(outside)}
    elsewhere.`;
}

function truthSentence(k: string, clustering: Clustering, truth: Float64Array): Html {
  const { clusters, nInside, nCaught, nArtifacts } = artifactClusters(clustering, truth);
  const nOutside = clustering.labels.length - nInside;
  const isOne = clusters.length === 1;
  return html`With ${k}, ${isOne ? 'cluster' : 'clusters'} ${listed(clusters.map(String))}
    ${isOne ? 'gathers' : 'gather'}
    <strong>${countText(nCaught)} of ${counted(nArtifacts, 'image')}</strong> with an artifact
    (${percent(nCaught / nArtifacts)}); ${percent(nCaught / nInside)} of what is in ${isOne ? 'it' : 'them'}
    has one, against ${percent((nArtifacts - nCaught) / nOutside)} of the rest.`;
}

function mapSentence(data: ReportData): Html | undefined {
  const [map] = data.maps;
  if (map === undefined) return undefined;
  const placed = map.x.reduce((count, x) => count + (Number.isNaN(x) ? 0 : 1), 0);
  const remarks = map.remarks.length > 0 ? ` (${map.remarks.join(', ')})` : '';
  const noun = nounOf(data);
  return html`The map places ${counted(placed, noun)} by the likeness of their ${vectorsWord(data)}${remarks}.`;
}

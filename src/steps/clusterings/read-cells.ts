import { cellText } from '../../core/cell.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { GatheredInput, StepInputs } from '../../core/step.js';
import { readLabels } from '../figure/read-inputs.js';

/** One clustering of a sweep. */
export interface ClusteringCell {
  /** `k=3`, `k=3,seed=1`; the instance's name when nothing was swept. */
  readonly name: string;
  /** For sentences: `K = 3`, otherwise the name. */
  readonly said: string;
  /** Which of the gathered inputs it is, from 0. */
  readonly place: number;
  /** Number of clusters, empty ones included. */
  readonly k: number;
  /** int32 (nImages), at least 0. */
  readonly labels: Int32Array;
}

/** The clusterings of the input `labels`, by number of clusters; those with equally many in the order of their cells. */
export async function readCells(inputs: StepInputs, nImages: number): Promise<Result<ClusteringCell[]>> {
  const cells: ClusteringCell[] = [];
  for (const [place, gathered] of inputs.gathered('labels').entries()) {
    const path = labelsPath(gathered);
    const labels = await readLabels(path, nImages);
    if (!labels.ok) return labels;
    const negative = labels.value.findIndex((label) => label < 0);
    if (negative >= 0) {
      return fail({
        reason: 'unsuitable-input',
        input: 'labels',
        file: path,
        found: `label ${labels.value[negative]} of image ${negative}`,
        expected: 'clusters counted from 0',
        remedy: 'give the labels of kmeans or assign',
      });
    }
    cells.push({ ...clusteringCell(gathered, labels.value), place });
  }
  return ok(cells.sort((a, b) => a.k - b.k));
}

function labelsPath({ artifact }: GatheredInput): string {
  const file = artifact.form === 'file' ? artifact.file : artifact.files[0];
  if (file === undefined) throw new TypeError('labels without a file');
  return file.path;
}

/** The swept K counts clusters that came out empty too, which labels cannot tell. */
function clusteringCell(
  { cell, instance }: GatheredInput,
  labels: Int32Array,
): Omit<ClusteringCell, 'place'> {
  const nSeen = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const swept = cell['k'];
  const k = typeof swept === 'number' && Number.isInteger(swept) && swept > nSeen ? swept : nSeen;
  const name = cellText(cell) || instance;
  return { name, said: name === `k=${k}` ? `K = ${k}` : name, k, labels };
}

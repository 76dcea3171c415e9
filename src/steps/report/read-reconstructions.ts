import { readCsv, type Table } from '../../formats/csv.js';
import { pngDataUri } from '../../formats/png.js';
import type { Picture } from '../../figures/panel.js';
import { stretchToBytes } from '../../figures/stretch.js';
import type { ReconstructionSet, ReconstructionView } from '../../report/data.js';
import { coarserLevels } from '../../report/thumbnails.js';
import { openImages, type ImageFile } from '../figure/read-inputs.js';
import type { SurveySource } from './read-survey.js';
import { outputFile, type FoundOutput, type Results } from './results.js';

/** How many originals stand beside their reconstructions. */
const nPairs = 10;
/** Grey levels kept: half the bytes of all 256, and no difference to the eye. */
const nLevels = 64;

/** What was reconstructed with one model, by each step that did so. */
export async function readReconstructions(
  results: Results,
  model: FoundOutput,
  source: SurveySource,
): Promise<ReconstructionSet[]> {
  const sets: ReconstructionSet[] = [];
  for (const item of results.items) {
    const images = results.of(item, 'images');
    const errors = results.of(item, 'errors');
    if (images === undefined || errors === undefined) continue;
    if (results.source(item, 'model')?.reference !== model.reference) continue;
    if (results.source(item, 'images')?.reference !== source.images.reference) continue;
    const table = results.shown(errors, await readCsv(outputFile(errors)?.path ?? ''));
    if (table === undefined) continue;
    const pairs = await views(results, images, { table, source });
    sets.push({ id: item.instance, pairs, meanLoss: meanLosses(table) });
  }
  return sets;
}

async function views(
  results: Results,
  reconstructed: FoundOutput,
  { table, source }: { table: Table; source: SurveySource },
): Promise<ReconstructionView[]> {
  const reconstructions = results.shown(
    reconstructed,
    await openImages(outputFile(reconstructed)?.path ?? '', 'reconstructions'),
  );
  if (reconstructions === undefined) return [];
  const originals = results.shown(
    source.images,
    await openImages(outputFile(source.images)?.path ?? '', 'images'),
  );
  try {
    return originals === undefined ? [] : await readPairs(table, originals, reconstructions);
  } finally {
    await reconstructions.close();
    await originals?.close();
  }
}

async function readPairs(
  table: Table,
  originals: ImageFile,
  reconstructions: ImageFile,
): Promise<ReconstructionView[]> {
  const column = (name: string): Float64Array => table.numbers(name) ?? new Float64Array(0);
  const [indices, rows, losses] = [column('index'), column('row'), column('loss')];
  const wanted = Array.from(rows, (row, at) => ({ row, index: indices[at] ?? NaN, loss: losses[at] ?? NaN }))
    .filter(({ row, index }) => row < reconstructions.nImages && index < originals.nImages)
    .sort((a, b) => a.row - b.row)
    .slice(0, nPairs);
  const pairs: ReconstructionView[] = [];
  for (const { row, index, loss } of wanted) {
    const original = dataUri(await originals.picture(index, ''));
    pairs.push({ index, loss, original, reconstruction: dataUri(await reconstructions.picture(row, '')) });
  }
  return pairs;
}

function dataUri({ pixels, width, height }: Picture): string {
  const grey = coarserLevels(stretchToBytes(pixels, 'log10'), nLevels);
  return pngDataUri({ width, height, channels: 1, pixels: grey });
}

function meanLosses(table: Table): ReconstructionSet['meanLoss'] {
  const losses = table.numbers('loss') ?? new Float64Array(0);
  const parts = table.column('part') ?? [];
  const mean = (part: string): number => {
    const chosen = losses.filter((loss, i) => parts[i] === part && !Number.isNaN(loss));
    return chosen.reduce((sum, loss) => sum + loss, 0) / chosen.length;
  };
  return { train: mean('train'), validation: mean('validation') };
}

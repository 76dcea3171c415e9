import { readSplit } from '../../formats/split-file.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { ReconstructionPair } from '../../figures/gallery.js';
import { numberText } from '../../figures/ticks.js';
import { readCsv } from '../../formats/csv.js';
import type { NameOf } from './image-names.js';
import type { ImageFile } from './read-inputs.js';

export interface ReconstructionSource {
  readonly images: ImageFile;
  readonly reconstructions: ImageFile;
  /** `errors.csv` of the reconstruct step: says which image each reconstruction is of. */
  readonly errorsPath: string | undefined;
  /** Without errors, the reconstructions are taken to be of the first validation images. */
  readonly splitPath: string | undefined;
  readonly nPairs: number;
  readonly nameOf: NameOf;
}

interface ReconstructedImage {
  readonly index: number;
  readonly row: number;
  readonly loss: number;
}

/** Originals beside their reconstructions, in the order of the reconstructions. */
export async function reconstructionPairs(
  source: ReconstructionSource,
): Promise<Result<ReconstructionPair[]>> {
  const { images, reconstructions, nameOf } = source;
  const found = await reconstructedImages(source);
  if (!found.ok) return found;
  const beyond = found.value.find(
    ({ index, row }) => index >= images.nImages || row >= reconstructions.nImages,
  );
  if (beyond !== undefined) return notThese(beyond, source);
  const pairs: ReconstructionPair[] = [];
  for (const { index, row, loss } of found.value.slice(0, source.nPairs)) {
    pairs.push({
      original: await images.picture(index, nameOf(index)),
      reconstruction: await reconstructions.picture(row, `reconstruction of ${nameOf(index)}`),
      caption: Number.isNaN(loss) ? '' : `loss ${numberText(loss)}`,
    });
  }
  return ok(pairs);
}

async function reconstructedImages(source: ReconstructionSource): Promise<Result<ReconstructedImage[]>> {
  if (source.errorsPath !== undefined) return readErrors(source.errorsPath);
  if (source.splitPath === undefined) {
    return fail({
      reason: 'unsuitable-input',
      input: 'errors',
      found: 'neither errors nor a split',
      expected: 'one of them, to tell which images the reconstructions are of',
      remedy: "connect the reconstruct step's errors",
    });
  }
  const split = await readSplit(source.splitPath);
  if (!split.ok) return split;
  const shown = split.value.validation.slice(0, source.reconstructions.nImages);
  return ok(shown.map((index, row) => ({ index, row, loss: NaN })));
}

async function readErrors(path: string): Promise<Result<ReconstructedImage[]>> {
  const table = await readCsv(path);
  if (!table.ok) return table;
  const indices = table.value.numbers('index');
  const rows = table.value.numbers('row');
  const losses = table.value.numbers('loss');
  if (indices === undefined || rows === undefined || losses === undefined) {
    return fail({
      reason: 'unreadable-input',
      file: path,
      place: 'line 1',
      found: `columns ${table.value.columns.join(', ')}`,
      expected: 'columns index, loss and row',
      remedy: "connect the reconstruct step's errors",
    });
  }
  const reconstructed = Array.from(rows, (row, i) => ({
    row,
    index: indices[i] ?? NaN,
    loss: losses[i] ?? NaN,
  }));
  return ok(reconstructed.filter(({ row }) => Number.isInteger(row)).sort((a, b) => a.row - b.row));
}

function notThese({ index, row }: ReconstructedImage, source: ReconstructionSource): Result<never> {
  return fail({
    reason: 'unsuitable-input',
    input: 'errors',
    ...(source.errorsPath === undefined ? {} : { file: source.errorsPath }),
    found: `image ${index} in row ${row}`,
    expected: `an image below ${source.images.nImages} and a row below ${source.reconstructions.nImages}`,
    remedy: 'give the errors, images and reconstructions of one reconstruct step',
  });
}

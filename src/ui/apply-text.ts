import { formatCount, formatCounted, formatDuration, formatEta, formatRate } from './format-quantity.js';
import { textTable } from './text-table.js';
import { printableLine } from './text-width.js';

/** What became of the images that were taken through a run: the closing words, and what `--json` prints. */
export interface ApplySummary {
  readonly run: string;
  readonly workflow: string;
  readonly catalogue: { readonly csv: string; readonly fits: string };
  readonly seconds: number;
  readonly files: number;
  readonly images: { readonly tried: number; readonly good: number; readonly skipped: number };
  /** The first that was skipped. */
  readonly firstSkipped?: { readonly file: string; readonly member: string; readonly reason: string };
  /** Files that gave no row: none of their cameras was asked for. */
  readonly filesWithoutImages: number;
  /** Good images whose floats were packed without dithering: their exact zeros are no gaps. */
  readonly imagesWithFalseZeros: number;
  /** For each clustering shown how many images are in each cluster. */
  readonly clusterings: readonly { readonly name: string; readonly sizes: readonly number[] }[];
  /** Absent when the run has no artifact score. */
  readonly artifacts?: {
    readonly standOut: number;
    /** The highest scores, the highest first. */
    readonly top: readonly TopImage[];
  };
}

export interface TopImage {
  readonly file: string;
  readonly member: string;
  readonly camera: number | null;
  readonly score: number;
  readonly standsOut: string;
}

/** The closing words of `skysort apply`. */
export function applyText(summary: ApplySummary): string {
  const { images, files, seconds, run, workflow } = summary;
  const rate = seconds > 0 ? `, ${formatRate(images.tried / seconds, 'images')}` : '';
  const lines = [
    `${formatCounted(images.tried, 'image')} of ${formatCounted(files, 'file')} through run ${run} of ${workflow}: ${images.good} good, ${images.skipped} skipped; ${formatDuration(seconds)}${rate}`,
    ...skippedLines(summary),
    ...(images.good === 0 ? [] : sortedLines(summary)),
  ];
  return `${lines.map(printableLine).join('\n')}\n`;
}

function sortedLines({ clusterings, artifacts }: ApplySummary): string[] {
  return [
    ...clusterings.map(
      ({ name, sizes }) => `cluster_${name}: ${sizes.join(', ')} images in clusters 0 to ${sizes.length - 1}`,
    ),
    ...(artifacts === undefined
      ? ['the run has no artifact score for these clusters']
      : artifactLines(artifacts)),
  ];
}

function skippedLines({ firstSkipped, filesWithoutImages, imagesWithFalseZeros }: ApplySummary): string[] {
  const lines: string[] = [];
  if (firstSkipped !== undefined) {
    const { file, member, reason } = firstSkipped;
    lines.push(
      `warning: the first that was skipped is ${file}${member === '' ? '' : `, ${member}`}: ${reason}`,
    );
  }
  if (filesWithoutImages > 0)
    lines.push(
      `warning: ${formatCounted(filesWithoutImages, 'file')} by cameras that the run does not take, without a row`,
    );
  if (imagesWithFalseZeros > 0)
    lines.push(
      `warning: ${formatCounted(imagesWithFalseZeros, 'good image')} of floats packed with loss and without dithering: exact zeros there are no gaps, and zero_flux_fraction and the artifact score may be too high; pack them without loss, or with SUBTRACTIVE_DITHER_2`,
    );
  return lines;
}

function artifactLines({ standOut, top }: NonNullable<ApplySummary['artifacts']>): string[] {
  const said = `${formatCounted(standOut, 'image stands', 'images stand')} out from the run's own`;
  if (top.length === 0) return [said];
  const table = textTable(
    [{ title: 'score', align: 'right' }, { title: 'image' }, { title: 'stands out by' }],
    top.map(({ file, member, camera, score, standsOut }) => [
      score.toFixed(4),
      `${baseName(file)}${member === '' || camera === null ? '' : `, camera ${camera}`}`,
      standsOut,
    ]),
  );
  return [`${said}; the highest artifact scores:`, ...table.map((line) => `  ${line}`)];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** How far it has come, in one line: `1,204 of 10,000 files, 640 images/s, 1m 02s left`. */
export function progressText(progress: {
  readonly nFiles: number;
  readonly nRead: number;
  readonly nImages: number;
  readonly seconds: number;
}): string {
  const { nFiles, nRead, nImages, seconds } = progress;
  const left = nRead > 0 ? `, ${formatEta((seconds * (nFiles - nRead)) / nRead)} left` : '';
  const rate = seconds > 0 ? `, ${formatRate(nImages / seconds, 'images')}` : '';
  return `${formatCount(nRead)} of ${formatCounted(nFiles, 'file')}${rate}${left}`;
}

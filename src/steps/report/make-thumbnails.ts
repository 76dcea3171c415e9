import { setImmediate } from 'node:timers/promises';
import { fail, ok, type Result } from '../../core/result.js';
import type { StepContext } from '../../core/step.js';
import { ThumbnailSheets } from '../../report/thumbnails.js';
import type { Thumbnails } from '../../report/data.js';
import { openImages } from '../figure/read-inputs.js';
import { outputFile, type Results } from './results.js';
import type { SurveySource } from './read-survey.js';

/** Thumbnails of all images of the survey, of those featured twice; undefined, noted as not shown, when they cannot be read. */
export async function makeThumbnails(
  results: Results,
  source: SurveySource,
  featured: readonly number[],
  { signal, progress }: Pick<StepContext, 'signal' | 'progress'>,
): Promise<Result<Thumbnails | undefined>> {
  const file = outputFile(source.images);
  const images = file && results.shown(source.images, await openImages(file.path, 'images'));
  if (images === undefined) return ok(undefined);
  try {
    const sheets = new ThumbnailSheets(images.nImages, featured);
    for (let index = 0; index < images.nImages; index += 1) {
      if (index % 200 === 0) {
        await setImmediate();
        if (signal.aborted) return fail({ reason: 'cancelled' });
        progress({ done: index, total: images.nImages, unit: 'thumbnails' });
      }
      sheets.add(await images.picture(index, ''));
    }
    return ok(sheets.finish());
  } finally {
    await images.close();
  }
}

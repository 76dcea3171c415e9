import type { ReportData } from './data.js';

/** What one of the things that were sorted is called. */
export type Noun = 'image' | 'row';

export const nounOf = ({ table }: Pick<ReportData, 'table'>): Noun => (table === undefined ? 'image' : 'row');

/** What near dots of the map are alike in: latents of an encoder, or any other vectors. */
export const vectorsWord = ({ steps }: Pick<ReportData, 'steps'>): 'latents' | 'vectors' =>
  steps.some(({ kind }) => kind === 'encode') ? 'latents' : 'vectors';

/** How many images or rows there are; undefined when the report is about neither. */
export const countOf = ({ survey, table }: Pick<ReportData, 'survey' | 'table'>): number | undefined =>
  survey?.nGood ?? table?.nRows;
